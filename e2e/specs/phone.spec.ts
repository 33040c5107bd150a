// The same on a phone: nothing is wider than the screen, and everything can be reached.

import { expect, test } from "../test";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

for (const path of ["/fleet", "/fleet/vehicles", "/fleet/violations", "/diagnostics", "/settings"]) {
  test(`${path} fits`, async ({ open, page }) => {
    const frame = await open(path, "dispatcher");
    await frame.live();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await expect(frame.main).toBeVisible();
  });
}

test("every page of one's work is one tap away, and the others two", async ({ open, openElsewhere, page }) => {
  const frame = await open("/fleet", "dispatcher");
  await frame.live();
  const bar = page.getByRole("navigation");
  for (const [name, path] of [["Violations", "/fleet/violations"], ["Live map", "/dispatch"], ["Shipments", "/dispatch/shipments"], ["Drivers", "/dispatch/drivers"]]) {
    await bar.getByRole("link", { name }).tap();
    await expect(page).toHaveURL((url) => url.pathname === path);
  }
  await page.getByRole("banner").getByRole("button", { name: /Account/ }).tap();
  await page.getByRole("dialog", { name: "Account" }).getByRole("link", { name: "Vehicles" }).tap();
  await expect(page).toHaveURL(/\/fleet\/vehicles/);

  const other = await openElsewhere("/fleet", "member");
  await other.page.setViewportSize({ width: 390, height: 844 });
  await other.page.getByRole("navigation").getByRole("link", { name: "Vehicles" }).click();
  await expect(other.page).toHaveURL(/\/fleet\/vehicles/);
});

test("help is in the menu of the account", async ({ open, page }) => {
  const frame = await open("/fleet", "dispatcher");
  await frame.live();
  await page.getByRole("banner").getByRole("button", { name: /Account/ }).tap();
  await page.getByRole("dialog", { name: "Account" }).getByRole("link", { name: "Help" }).tap();
  await expect(page).toHaveURL(/\/help$/);
});

test("help is in the settings, too", async ({ open, page }) => {
  const frame = await open("/settings", "dispatcher");
  await frame.main.getByRole("link", { name: "Help" }).tap();
  await expect(page).toHaveURL(/\/help$/);
});

test("nothing of a trip is cut off, and the saved views are one line in which the chosen one is seen", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/kv-4821", "dispatcher");
  await expect(page.locator(".trips tbody tr").first()).toBeVisible();
  const table = page.getByRole("region", { name: "Trips and stops" });
  expect(await table.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);

  await frame.go("/fleet/violations?view=everything");
  const views = page.getByRole("group", { name: "Saved views" });
  await expect(views.getByRole("button", { name: /^Everything [1-9]/ })).toBeInViewport({ ratio: 0.99 });
  const [height, tallest] = await views.evaluate((it) => [it.clientHeight, it.children[0].clientHeight]);
  expect(height).toBeLessThan(2 * tallest);
  expect(await views.evaluate((it) => it.scrollWidth - it.clientWidth), "there is more").toBeGreaterThan(0);
});
