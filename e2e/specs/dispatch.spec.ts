// The dispatcher's desk: map and list say the same, work is given out by keyboard, and of two who give it one wins.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";
import { Desk, drivers, order, positions, shipment, shipments } from "../pages/dispatch";
import { type Frame, LIVE } from "../pages/frame";

test("map and list agree, and everything on the map is in the list", async ({ open, page, sharedGateway }) => {
  const frame = await open("/dispatch");
  await frame.live();
  const desk = new Desk(page);
  const all = await drivers(page, sharedGateway.url);
  expect(all.length).toBeGreaterThan(0);

  await expect(desk.lines).toHaveCount(all.length);
  await expect(desk.list.getByRole("button", { name: `Drivers ${all.length}` })).toBeVisible();
  await expect(desk.map).toBeVisible();
  await expect(page.locator(".map-ground canvas")).toBeVisible();
  await expect
    .poll(async () => (await desk.shown()) - (await positions(page, sharedGateway.url)).length)
    .toBe(0);

  const shown = await desk.shown();
  await page.getByRole("button", { name: "Table instead of map" }).click();
  await expect(page.locator(".map-table tbody tr")).toHaveCount(shown);
});

test("the table in place of the map stands in the address, marks who is selected, and shows shipments", async ({
  open,
  page,
  sharedGateway,
}) => {
  const frame = await open("/dispatch?view=table");
  await frame.live();
  const desk = new Desk(page);
  const at = (await positions(page, sharedGateway.url))[0];
  const rows = page.locator(".map-table tbody tr");
  const button = page.locator(`.map-table [data-driver="${at.id}"]`);

  await button.click();
  await expect(page).toHaveURL(new RegExp(`driver=${at.id}.*view=table`));
  await expect(button).toHaveAttribute("aria-current", "true");
  await expect(desk.list.locator(`[data-driver="${at.id}"]`)).toHaveAttribute("aria-current", "true");
  // With the panel beside it, how old it is stays in sight; no button lies over a cell.
  await expect(desk.panel).toBeVisible();
  const age = (await rows.filter({ has: page.locator(`[data-driver="${at.id}"]`) }).locator(".age").boundingBox())!;
  const panel = (await desk.panel.boundingBox())!;
  expect(age.x + age.width).toBeLessThan(panel.x);
  const bar = (await page.locator(".map-bar").boundingBox())!;
  const table = (await page.locator(".map-table").boundingBox())!;
  expect(bar.y + bar.height).toBeLessThanOrEqual(table.y);

  await page.reload();
  await frame.live();
  await expect(button).toHaveAttribute("aria-current", "true");
  await desk.list.getByRole("button", { name: /^Shipments/ }).click();
  const lines = desk.list.locator("[data-shipment]");
  await expect(lines.first()).toBeVisible();
  await expect.poll(async () => (await rows.count()) - (await lines.count())).toBe(0);
  const id = (await rows.first().getByRole("button").getAttribute("data-shipment"))!;
  const first = page.locator(`.map-table [data-shipment="${id}"]`);
  await first.click();
  await expect(page).toHaveURL(new RegExp(`shipment=${id}.*view=table`));
  await expect(first).toHaveAttribute("aria-current", "true");
  await expect(desk.panel).toContainText((await first.textContent())!);
});

test("the list and the table are one tab stop each; arrows move in them", async ({ open, page }) => {
  const frame = await open("/dispatch?view=table");
  await frame.live();
  const desk = new Desk(page);
  for (const lines of [desk.lines, page.locator(".map-table tbody button")]) {
    await expect(lines.first()).toBeVisible();
    await expect(lines.and(page.locator("[tabindex='0']"))).toHaveCount(1);
    await lines.first().focus();
    await page.keyboard.press("ArrowDown");
    await expect(lines.nth(1)).toBeFocused();
    await page.keyboard.press("End");
    await expect(lines.last()).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(lines.last()).toBeFocused();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    await expect(lines.first()).toBeFocused();
  }
  // Where one stood Tab leads to, and Enter selects it.
  await desk.lines.nth(1).focus();
  await page.keyboard.press("Shift+Tab");
  await expect(desk.lines.nth(1)).not.toBeFocused();
  await page.keyboard.press("Tab");
  await expect(desk.lines.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(desk.lines.nth(1)).toHaveAttribute("aria-current", "true");
});

test("selection and camera stand in the address and come back with it", async ({ open, page, sharedGateway }) => {
  const frame = await open("/dispatch");
  await frame.live();
  const desk = new Desk(page);
  const at = (await positions(page, sharedGateway.url))[0];
  const driver = (await drivers(page, sharedGateway.url)).find((it) => it.id === at.id)!;

  await desk.line(driver.name).first().click();
  await expect(page).toHaveURL(new RegExp(`driver=${driver.id}`));
  await expect(desk.panel).toContainText(driver.name);
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(page).toHaveURL(/at=[-\d.]+%2C[-\d.]+%2C[\d.]+/);

  await page.reload();
  await frame.live();
  await expect(desk.panel).toContainText(driver.name);
  await expect(desk.line(driver.name).first()).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("Escape");
  await expect(desk.panel).toHaveCount(0);
  await expect(page).not.toHaveURL(/driver=/);
});

test("Back leads from one selection to the one before, and the camera's way is no step", async ({ open, page }) => {
  const frame = await open("/dispatch?at=55.5,4.5,12");
  await frame.live();
  const desk = new Desk(page);
  await expect(page.locator(".map-scale")).toBeVisible();
  const [first, second] = [desk.lines.nth(0), desk.lines.nth(1)];
  await first.click();
  await expect(first).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(page).toHaveURL(/%2C13(\.0)?&/);
  await second.click();
  await second.click();
  await expect(second).toHaveAttribute("aria-current", "true");

  await page.goBack();
  await expect(first).toHaveAttribute("aria-current", "true");
  await page.goBack();
  await expect(desk.panel).toHaveCount(0);
  await page.goForward();
  await expect(first).toHaveAttribute("aria-current", "true");
});

test("the map shows whom the list is narrowed to", async ({ open, page, sharedGateway }) => {
  const frame = await open("/dispatch");
  await frame.live();
  const desk = new Desk(page);
  await expect(page.locator(".map-ground canvas")).toBeVisible();
  const at = (await positions(page, sharedGateway.url))[0];
  const driver = (await drivers(page, sharedGateway.url)).find((it) => it.id === at.id)!;
  await expect.poll(() => desk.shown()).toBeGreaterThan(1);
  await desk.list.getByRole("searchbox").fill(driver.name);
  await expect.poll(() => desk.shown()).toBe(await desk.lines.count());
  expect(await desk.shown()).toBeLessThan(5);
  await desk.list.getByRole("searchbox").fill("nobody of that name");
  await desk.list.getByRole("button", { name: "Clear filters" }).click();
  await expect(desk.list.getByRole("searchbox")).toBeFocused();
  await expect(desk.list.getByRole("searchbox")).toHaveValue("");
  await expect.poll(() => desk.shown()).toBeGreaterThan(5);
});

test("whom the map follows it follows after a reload, as near as before", async ({ open, page, sharedGateway }) => {
  const frame = await open("/dispatch");
  await frame.live();
  const desk = new Desk(page);
  const driver = (await positions(page, sharedGateway.url))[0].id;
  await frame.go(`/dispatch?driver=${driver}&at=55.5,4.5,11`);
  await frame.live();
  const follow = page.getByRole("button", { name: "Follow" });
  await follow.click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(page).toHaveURL(/at=[-\d.]+%2C[-\d.]+%2C12.*follow=1/);

  await page.reload();
  await frame.live();
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await expect(page).toHaveURL(/%2C12.*follow=1/);
  await follow.click();
  await expect(page).not.toHaveURL(/follow=/);
  await expect(desk.panel).toBeVisible();
});

test("the map is moved by keys, and each counts whole however fast they come", async ({ open, page }) => {
  const frame = await open("/dispatch?at=55.5,4.5,12");
  await frame.live();
  const desk = new Desk(page);
  await expect(page.locator(".map-scale")).toBeVisible();
  await desk.map.focus();
  // Two steps of 80 px to the right at this zoom are 0.02747°.
  for (const key of ["ArrowRight", "+", "-", "ArrowRight", "+", "+"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(/at=55\.50000%2C4\.52747%2C14\.0/);
});

test("a shipment is ordered, assigned by keyboard, and the step taken back", async ({ ownGateway, open, page }) => {
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const id = await order(page, ownGateway.url, "SH-90001");
  await frame.go(`/dispatch/shipments?q=SH-90001&sel=${id}`);
  await frame.live();
  const peek = page.getByRole("complementary", { name: "Shipment SH-90001" });

  await peek.getByRole("button", { name: "Assign", exact: true }).first().focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu", { name: "Assign to" });
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(menu).toHaveCount(0);
  await expect.poll(async () => (await shipment(page, ownGateway.url, id)).status).toMatch(/assigned|accepted/);

  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect.poll(async () => (await shipment(page, ownGateway.url, id)).status).toBe("created");
});

/** Two dispatchers give the same shipment to different drivers, of whom the first is there first; who that is. */
async function race(
  frame: Frame,
  openElsewhere: (path: string, role?: "manager") => Promise<Frame>,
  { url, id, reference }: { url: string; id: string; reference: string },
): Promise<string> {
  const { page } = frame;
  const path = `/dispatch/shipments?q=${reference}&sel=${id}`;
  await frame.go(path);
  await frame.live();
  await frame.complete();
  const other = await openElsewhere(path, "manager");
  await other.live();
  const assign = async (on: Page, nth: number) => {
    const peek = on.getByRole("complementary", { name: `Shipment ${reference}` });
    await peek.getByRole("button", { name: "Assign", exact: true }).first().click();
    await on.getByRole("menu", { name: "Assign to" }).getByRole("menuitem").nth(nth).click();
  };

  await page.context().setOffline(true);
  await expect(frame.chip).toHaveText(/^Offline/, { timeout: 40_000 });
  await assign(page, 1);
  await expect(page.getByRole("complementary", { name: `Shipment ${reference}` })).toContainText("waits to be sent");
  await assign(other.page, 0);
  await expect.poll(async () => (await shipment(other.page, url, id)).driver_name).toBeTruthy();
  const theirs = (await shipment(other.page, url, id)).driver_name!;
  await page.context().setOffline(false);
  await expect(page.locator(".toasts")).toContainText(`Assigned to ${theirs}`);
  return theirs;
}

test("of two who have the same menu open the first wins, and the other may insist", async ({ ownGateway, open, openElsewhere, page }) => {
  const { url } = ownGateway;
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const id = await order(page, url, "SH-90007");
  const path = `/dispatch/shipments?q=SH-90007&sel=${id}`;
  await frame.go(path);
  await frame.live();
  const other = await openElsewhere(path, "manager");
  await other.live();
  const menu = (on: Page) => on.getByRole("menu", { name: "Assign to" }).getByRole("menuitem");
  for (const on of [page, other.page]) {
    const peek = on.getByRole("complementary", { name: "Shipment SH-90007" });
    await peek.getByRole("button", { name: "Assign", exact: true }).first().click();
    await expect(menu(on).nth(1)).toBeVisible();
  }
  await menu(page).nth(0).click();
  await expect.poll(async () => (await shipment(page, url, id)).driver_name).toBeTruthy();
  const theirs = (await shipment(page, url, id)).driver_name!;
  await expect(other.page.getByRole("complementary", { name: "Shipment SH-90007" })).toContainText(theirs);

  await menu(other.page).nth(1).click();
  const toast = other.page.locator(".toast");
  await expect(toast).toContainText(`Assigned to ${theirs}`);
  await expect(toast).toContainText("Nothing was changed.");
  // Theirs, unless the driver has declined meanwhile.
  expect([theirs, undefined]).toContain((await shipment(page, url, id)).driver_name);
  await toast.getByRole("button", { name: "Use mine" }).click();
  await expect.poll(async () => (await shipment(page, url, id)).driver_name).not.toBe(theirs);
});

test("of two who assign the same shipment one wins, and the other is told", async ({
  ownGateway,
  open,
  openElsewhere,
  page,
  problems,
}) => {
  problems.allowOutage();
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const id = await order(page, ownGateway.url, "SH-90002");
  const theirs = await race(frame, openElsewhere, { url: ownGateway.url, id, reference: "SH-90002" });

  await page.locator(".chip-refused").click();
  const conflict = page.getByRole("dialog", { name: "Outbox" }).locator(".conflict");
  await expect(conflict).toContainText(theirs);
  await page.getByRole("dialog", { name: "Outbox" }).getByRole("button", { name: "Keep theirs" }).click();
  // Theirs, unless the driver has declined meanwhile.
  expect([theirs, undefined]).toContain((await shipment(page, ownGateway.url, id)).driver_name);
});

test("what was refused stands where the shipment does, with what can be done, also by keyboard", async ({
  ownGateway,
  open,
  openElsewhere,
  page,
  problems,
}) => {
  problems.allowOutage();
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const id = await order(page, ownGateway.url, "SH-90005");
  const theirs = await race(frame, openElsewhere, { url: ownGateway.url, id, reference: "SH-90005" });
  const why = `Assigned to ${theirs} by `;
  const picture = async (name: string) => {
    if (process.env.LIVEDECK_PICTURES) {
      await page.screenshot({ path: `${process.env.LIVEDECK_PICTURES}/refused-${name}.png` });
    }
  };

  const row = page.locator(".grid-row").filter({ hasText: "SH-90005" });
  await expect(row).toHaveAttribute("data-state", "refused");
  await expect(row.getByRole("alert")).toContainText("Refused: Assign to");
  await expect(row.getByRole("alert")).toContainText(why);
  await expect(page.locator(".peek-refusal")).toContainText(why);
  await picture("table");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.keyboard.press("Escape");
  await expect(page.locator(".grid-card[data-state=refused] .card-refusal")).toContainText(why);
  await picture("card");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("group", { name: "View" }).getByRole("button", { name: "Board" }).click();
  await expect(page.locator(".board-card .board-refusal")).toContainText(why);
  await picture("board");
  await page.getByRole("group", { name: "View" }).getByRole("button", { name: "Table" }).click();

  // From the row's first cell on, Tab leads to what can be done.
  await row.getByRole("gridcell").first().focus();
  const insist = row.getByRole("button", { name: "Use mine" });
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(insist).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await shipment(page, ownGateway.url, id)).driver_name).not.toBe(theirs);
  await expect(row).not.toHaveAttribute("data-state", "refused");
  await expect(page.locator(".chip-refused")).toHaveCount(0);
});

test("a driver's number is written down, called and taken back, and theirs to say", async ({
  ownGateway,
  open,
  openElsewhere,
  page,
}) => {
  const frame = await open("/dispatch/drivers?sel=u-driver");
  await frame.live();
  const peek = page.getByRole("complementary", { name: "Driver M. Okafor" });
  const number = async () => (await drivers(page, ownGateway.url)).find((it) => it.id === "u-driver")?.phone;
  const first = (await number())!;
  expect(first, "of the range that nobody has").toMatch(/^\+44 7700 900\d{3}$/);
  await expect(peek.getByRole("link", { name: `Call ${first}` })).toHaveAttribute("href", `tel:${first.replaceAll(" ", "")}`);

  await peek.getByRole("button", { name: "Change" }).focus();
  await page.keyboard.press("Enter");
  const field = peek.getByLabel("Number, with its country");
  await expect(field).toBeFocused();
  await field.fill("07700 900123");
  await page.keyboard.press("Enter");
  await expect(peek).toContainText("Begin with + and the country");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("+33 1 99 00 12 34");
  await page.keyboard.press("Enter");
  await expect(peek.getByRole("button", { name: "Change" })).toBeFocused();
  await expect(peek.getByRole("link", { name: "Call +33 1 99 00 12 34" })).toHaveAttribute("href", "tel:+33199001234");
  await expect.poll(number).toBe("+33 1 99 00 12 34");
  await frame.latestNotice.getByRole("button", { name: "Undo" }).click();
  await expect.poll(number).toBe(first);

  const driver = await openElsewhere("/settings", "driver");
  await driver.live();
  await expect(driver.main).toContainText(first);
  await driver.page.getByRole("button", { name: "Change" }).click();
  await driver.page.getByLabel("Number, with its country").fill("");
  await driver.page.keyboard.press("Enter");
  await expect(driver.main).toContainText("No number yet.");
  await expect(peek).toContainText("No number yet.");
  await expect(peek.getByRole("link", { name: /^Call/ })).toHaveCount(0);
  await expect(peek.getByRole("button", { name: "Add a number" })).toBeVisible();
});

test("the board moves what dispatch may move, also by its menu", async ({ ownGateway, open, page }) => {
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const id = await order(page, ownGateway.url, "SH-90003");
  await frame.go("/dispatch/shipments?view=board&q=SH-90003");
  await frame.live();
  const column = (name: string) => page.locator(".board-column").filter({ hasText: name });
  await expect(column("Waiting").locator(".board-card")).toHaveCount(1);

  await page.getByRole("button", { name: "Actions SH-90003" }).click();
  await page.getByRole("menu").getByRole("menuitem", { name: "Assign to…" }).click();
  await page.getByRole("menu", { name: "Assign to" }).getByRole("menuitem").first().click();
  await expect.poll(async () => (await shipment(page, ownGateway.url, id)).status).toMatch(/assigned|accepted/);
  await expect(column("Waiting").locator(".board-card")).toHaveCount(0);

  await page.getByRole("button", { name: "Actions SH-90003" }).click();
  await page.getByRole("menu").getByRole("menuitem", { name: "Cancel shipment…" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel shipment SH-90003" });
  await dialog.getByRole("textbox").fill("ordered twice");
  await dialog.getByRole("button", { name: "Cancel shipment", exact: true }).click();
  await expect.poll(async () => (await shipment(page, ownGateway.url, id)).status).toBe("cancelled");
});

test("without a connection ages go on and say that they are old", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/dispatch");
  await frame.live();
  const desk = new Desk(page);
  await expect(desk.lines.first()).toBeVisible();
  expect((await shipments(page, ownGateway.url)).length).toBeGreaterThan(0);
  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);

  await expect(desk.list.locator(".dr[data-stale=true]").first()).toBeVisible({ timeout: 100_000 });
  await expect(desk.list.locator(".dr .age[data-stale=true]").first()).toHaveText(/min/);
});

test("a forgotten shift is ended", async ({ ownGateway, open, page }) => {
  const frame = await open("/dispatch/drivers?status=on_shift");
  await frame.live();
  const driver = (await drivers(page, ownGateway.url)).find((it) => it.duty === "on_shift")!;
  await frame.go(`/dispatch/drivers?sel=${driver.id}`);
  await frame.live();
  await page.getByRole("complementary").getByRole("button", { name: "End shift" }).click();
  await expect
    .poll(async () => (await drivers(page, ownGateway.url)).find((it) => it.id === driver.id)?.duty)
    .toBe("off");
});
