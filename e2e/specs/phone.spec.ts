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

test("every page is one tap away", async ({ open, page }) => {
  const frame = await open("/fleet", "dispatcher");
  await frame.live();
  await page.getByRole("navigation").getByRole("link", { name: "Vehicles" }).tap();
  await expect(page).toHaveURL(/\/fleet\/vehicles/);
  await page.getByRole("navigation").getByRole("link", { name: "Violations" }).tap();
  await expect(page).toHaveURL(/\/fleet\/violations/);
});
