// Areas on the map: drawn by keyboard and by pointer, kept, retired and taken back; offered only to who may draw.

import AxeBuilder from "@axe-core/playwright";

import { expect, test } from "../test";
import { Board, area, areas } from "../pages/areas";
import { rows } from "../pages/violation";

const START = "/dispatch?tab=areas&at=55.5,4.5,13";

/** A rectangle, in steps of the map's keys. */
const RECTANGLE = [["ArrowLeft"], ["ArrowUp"], ["ArrowRight", "ArrowRight"], ["ArrowDown"]];

test("the demo has areas from its first start on, and says who crossed them", async ({ open, page, sharedGateway }) => {
  const frame = await open("/dispatch?tab=areas");
  await frame.live();
  const board = new Board(page);
  for (const { name, ring } of await areas(page, sharedGateway.url)) {
    await expect(board.line(name)).toContainText(`${ring.length} corners`);
  }
  await expect(board.line("Container quay, no entry")).toHaveCount(1);
  const crossed = (await rows(page, sharedGateway.url)).filter((it) => it.detail?.endsWith("Container quay, no entry"));
  expect(crossed.length).toBeGreaterThan(0);
  await frame.go("/fleet/violations?view=everything&q=Container+quay");
  await frame.live();
  await expect(page.locator(".grid-row").filter({ hasText: "entered Container quay" }).first()).toBeVisible();
});

test("an area drawn by keyboard alone survives a reload", async ({ ownGateway, open, page }) => {
  const frame = await open(START);
  await frame.live();
  const board = new Board(page);
  await board.ready();
  await page.getByRole("button", { name: "Draw an area" }).focus();
  await page.keyboard.press("Enter");
  await expect(board.map).toBeFocused();

  await board.drawByKeys(RECTANGLE);
  expect(await board.corners()).toBe(4);
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(350);
  await page.keyboard.press("Enter");
  expect(await board.corners()).toBe(5);
  await page.keyboard.press("Backspace");
  expect(await board.corners()).toBe(4);
  await board.panel.getByLabel("Name").focus();
  await page.keyboard.type("North yard");
  await page.keyboard.press("Enter");

  await expect(board.line("North yard")).toContainText("4 corners");
  await expect.poll(async () => (await area(page, ownGateway.url, "North yard"))?.ring.length).toBe(4);
  await expect(page).toHaveURL(/tab=areas.*area=g-/);
  await page.reload();
  await frame.live();
  await expect(board.line("North yard")).toHaveAttribute("aria-current", "true");
  await expect(board.panel).toContainText("North yard");
});

test("a border that crosses itself is told at once, and not kept", async ({ ownGateway, open, page }) => {
  const frame = await open(START);
  await frame.live();
  const board = new Board(page);
  await board.ready();
  await board.draw();
  await board.panel.getByLabel("Corners").fill("55.5, 4.5\n55.52, 4.52\n55.5, 4.52\n55.52, 4.5");
  await expect(board.panel).toContainText("The border crosses itself");

  await board.save("Bow");

  await expect(board.panel.getByRole("heading", { name: "New area" })).toBeVisible();
  expect(await area(page, ownGateway.url, "Bow")).toBeUndefined();
});

test("an area is retired, and taken back", async ({ ownGateway, open, page }) => {
  const frame = await open(START);
  await frame.live();
  const board = new Board(page);
  await board.ready();
  await board.draw();
  await board.drawByKeys(RECTANGLE);
  await board.save("Quarry");
  await expect.poll(async () => (await area(page, ownGateway.url, "Quarry"))?.ring.length).toBe(4);

  await board.panel.getByRole("button", { name: "Retire" }).click();
  await expect.poll(async () => (await area(page, ownGateway.url, "Quarry"))?.retired).toBe(true);
  await expect(board.line("Quarry")).toHaveCount(0);
  await frame.latestNotice.getByRole("button", { name: "Undo" }).click();
  await expect(board.line("Quarry")).toHaveCount(1);
  await expect.poll(async () => (await area(page, ownGateway.url, "Quarry"))?.retired ?? false).toBe(false);
});

test("an area is drawn by pointer, renamed, moved, and given corners in digits", async ({ ownGateway, open, page }) => {
  const frame = await open(START);
  await frame.live();
  const board = new Board(page);
  await board.ready();
  await board.draw();
  const box = (await board.map.boundingBox())!;
  const press = (x: number, y: number) => page.mouse.click(box.x + x, box.y + y);
  for (const [x, y] of [[150, 200], [400, 200], [400, 450]]) {
    await press(x, y);
    // Two presses at once would be one that zooms.
    await page.waitForTimeout(400);
  }
  // The first corner again closes it.
  await press(150, 200);
  await expect(board.panel.getByLabel("Name")).toBeFocused();
  await board.save("Triangle");
  await expect(board.line("Triangle")).toContainText("3 corners");
  await expect.poll(() => area(page, ownGateway.url, "Triangle")).toBeTruthy();
  const before = await area(page, ownGateway.url, "Triangle");

  await board.panel.getByRole("button", { name: "Move" }).click();
  await page.waitForTimeout(500);
  await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(500);
  await page.keyboard.press("Enter");
  await board.save("Wedge");
  await expect.poll(async () => (await area(page, ownGateway.url, "Wedge"))?.ring[0][1] ?? 0).toBeGreaterThan(before!.ring[0][1]);

  await board.panel.getByRole("button", { name: "Rename or reshape" }).click();
  await board.panel.getByLabel("Corners").fill("55.50, 4.50\n55.50, 4.52\n55.51, 4.52\nhere");
  await expect(board.panel).toContainText("Each line needs a latitude and a longitude.");
  await board.panel.getByLabel("Corners").fill("55.50, 4.50\n55.50, 4.52\n55.51, 4.52\n55.51, 4.50");
  await board.panel.getByRole("button", { name: "Save area" }).click();
  await expect.poll(async () => (await area(page, ownGateway.url, "Wedge"))?.ring.length).toBe(4);
});

test("drawn without a connection it is there at once, and told later", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open(START);
  await frame.live();
  await frame.complete();
  const board = new Board(page);
  await board.ready();
  await page.context().setOffline(true);
  await board.draw();
  await board.drawByKeys(RECTANGLE);
  await board.save("Offline yard");
  await expect(board.line("Offline yard")).toHaveCount(1);
  await expect(frame.chip).toHaveText(/^Offline/, { timeout: 40_000 });
  await page.context().setOffline(false);
  await expect.poll(async () => (await area(page, ownGateway.url, "Offline yard"))?.ring.length, { timeout: 40_000 }).toBe(4);
});

test("whoever may not draw is not offered it, and Escape draws nothing", async ({ ownGateway, open, openElsewhere, page }) => {
  const frame = await open(START);
  await frame.live();
  const board = new Board(page);
  await board.ready();
  await board.draw();
  await board.drawByKeys(RECTANGLE.slice(0, 2));
  await page.keyboard.press("Escape");
  await expect(board.panel).toHaveCount(0);
  await board.draw();
  await board.drawByKeys(RECTANGLE);
  await board.save("Seen by all");
  await expect.poll(async () => (await area(page, ownGateway.url, "Seen by all"))?.ring.length).toBe(4);

  // Who may see areas may draw them; who may not see them is shown no board at all.
  const other = await openElsewhere("/dispatch?tab=areas", "agent");
  await expect(other.page.getByText("You may not see the dispatch desk.")).toBeVisible();
  await expect(other.page.getByRole("button", { name: "Draw an area" })).toHaveCount(0);
});

test.describe("to everybody", () => {
  // axe comes in as a string, which the page's own policy rightly refuses.
  test.use({ bypassCSP: true });

  test("no finding while areas are listed, shown and drawn", async ({ ownGateway, open, page }) => {
    void ownGateway;
    const frame = await open(START);
    await frame.live();
    const board = new Board(page);
    await board.ready();
    const found: string[] = [];
    const look = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      found.push(...violations.filter((it) => it.impact !== "minor").map((it) => `${where}: ${it.id} ${it.nodes[0].target}`));
    };
    await look("none");
    await board.draw();
    await board.drawByKeys(RECTANGLE);
    await look("drawing");
    await board.save("Looked at");
    await expect(board.line("Looked at")).toHaveCount(1);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await look(colorScheme);
      await page.setViewportSize({ width: 390, height: 844 });
      await look(`${colorScheme} 390`);
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    expect(found).toEqual([]);
  });
});
