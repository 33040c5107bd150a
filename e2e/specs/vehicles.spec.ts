// The table of vehicles: its address, its keys, its sizes.

import { expect, test } from "../test";
import { Grid } from "../pages/grid";

test("sorting, searching and narrowing stand in the address", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles");
  await frame.live();
  const grid = new Grid(page);

  await grid.head("Vehicle").getByRole("button").click();
  await expect(grid.head("Vehicle")).toHaveAttribute("aria-sort", /ascending|descending/);
  const plates = await grid.column("vehicle");
  expect([...plates].sort().join() === plates.join() || [...plates].sort().reverse().join() === plates.join()).toBe(true);

  await page.getByPlaceholder(/Filter vehicles/).or(page.getByLabel("Filter vehicles")).first().fill("mixer");
  await expect.poll(() => grid.count()).toBeLessThan(60);
  const count = await grid.count();
  const address = page.url();
  expect(address).toContain("mixer");

  await page.goto(address);
  await frame.live();
  await expect.poll(() => grid.count()).toBe(count);
});

test("a figure is found as it is read, with its unit", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles?sort=-fuel");
  await frame.live();
  const grid = new Grid(page);
  await expect(grid.rows.first()).toBeVisible();
  const fuel = (await grid.column("fuel"))[0];
  expect(fuel).toMatch(/^\d+\s*%$/);

  await page.getByPlaceholder(/Filter vehicles/).fill(fuel.replace(/\s*%/, " %"));

  await expect.poll(async () => [...new Set(await grid.column("fuel"))]).toEqual([fuel]);
});

test("the table is used with the keyboard alone", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles");
  await frame.live();
  const grid = new Grid(page);
  await grid.rows.first().getByRole("gridcell").first().focus();

  await page.keyboard.press("Control+End");
  await expect(grid.grid.locator("[role=row][aria-rowindex='61']")).toBeVisible();
  await page.keyboard.press("Control+Home");
  await expect(grid.grid.locator("[role=row][aria-rowindex='2']")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Open report" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Open report" })).toBeHidden();
});

test("what is not there yet cannot be taken away", async ({ open, page }) => {
  let letThrough = () => {};
  const held = new Promise<void>((done) => (letThrough = done));
  await page.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => void held.then(() => socket.send(message)));
  });
  // Nor do rows come by requests, in its place.
  await page.route(/\/api\/v1\/sync/, (route) => held.then(() => route.fallback()));
  const frame = await open("/fleet/vehicles");
  const button = page.getByRole("button", { name: "Export CSV" });
  await expect(button).toBeDisabled();
  letThrough();
  await frame.live();
  await expect(button).toBeEnabled();
});

test("what is seen can be taken away as a file", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles");
  await frame.live();
  await expect(new Grid(page).rows.first()).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  const text = (await (await file.createReadStream()).toArray()).join("");

  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  expect(text.trim().split("\n").length).toBe(61);
});

test.describe("with 10,000 vehicles", () => {
  test.use({ gatewayOptions: { empty: true, arguments: ["--seed", "1", "--vehicles", "10000", "--log", "warn"] } });

  test("all of them can be scrolled through", async ({ ownGateway, open, page }) => {
    const frame = await open("/fleet/vehicles");
    await frame.live();
    const grid = new Grid(page);
    expect(await grid.count()).toBe(10_000);
    expect(await grid.rows.count(), "only what is seen is drawn").toBeLessThan(120);

    const seen = new Set<number>();
    const pane = page.locator(".grid-pane");
    const height = await pane.evaluate((it) => it.scrollHeight);
    for (let at = 0; at <= height; at += height / 25) {
      await pane.evaluate((it, at) => it.scrollTo(0, at), at);
      await expect.poll(() => grid.drawnHere()).toBe(true);
      const plates = await grid.column("vehicle");
      expect(plates.length).toBeGreaterThan(5);
      expect(plates).not.toContain("");
      for (const index of await grid.rows.evaluateAll((rows) => rows.map((it) => Number(it.getAttribute("aria-rowindex"))))) {
        seen.add(index);
      }
    }
    expect(Math.max(...seen)).toBe(10_001);
    void ownGateway;
  });
});
