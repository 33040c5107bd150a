// What somebody chooses holds at once, everywhere, and after the browser was closed.

import { expect, test } from "../test";
import { Grid } from "../pages/grid";

test("theme, density, units and zone outlive a reload", async ({ open, page }) => {
  const frame = await open("/settings");
  await page.getByRole("group", { name: "Theme" }).getByRole("button", { name: "Dark" }).click();
  await page.getByRole("group", { name: "Density" }).getByRole("button", { name: "Compact" }).click();
  await page.getByRole("group", { name: "Units" }).getByRole("button").nth(1).click();
  await page.getByLabel("Time zone").selectOption("Pacific/Auckland");
  const root = page.locator("html");
  await expect(root, "at once").toHaveAttribute("data-theme", "dark");

  await page.reload();
  await frame.ready();

  await expect(root).toHaveAttribute("data-theme", "dark");
  await expect(root).toHaveAttribute("data-density", "compact");
  await expect(page.getByLabel("Time zone")).toHaveValue("Pacific/Auckland");
  const paper = await page.locator("body").evaluate((it) => getComputedStyle(it).backgroundColor);
  const [red, green, blue] = (paper.match(/[\d.]+/g) ?? []).map(Number);
  expect(Math.max(red, green, blue), paper).toBeLessThan(80);

  await frame.go("/fleet/vehicles?status=moving");
  await frame.live();
  // Live is the connection; the table is drawn a moment later.
  await expect(new Grid(page).rows.first()).toBeVisible();
  const speeds = await new Grid(page).column("speed");
  expect(speeds.length).toBeGreaterThan(0);
  expect(speeds.every((it) => it.endsWith("mph")), speeds.join()).toBe(true);
  const height = await new Grid(page).rows.first().evaluate((it) => it.getBoundingClientRect().height);
  expect(height).toBeLessThanOrEqual(29);
});

test("a day is the depot's, on whatever clocks its times are read", async ({ open, page }) => {
  const frame = await open("/settings");
  // Where it is another day than at the depot, whose clocks are UTC.
  const zone = new Date().getUTCHours() >= 12 ? "Pacific/Kiritimati" : "Pacific/Pago_Pago";
  await page.getByLabel("Time zone").selectOption(zone);

  await frame.go("/fleet/vehicles/kv-4821");

  const today = new Date();
  const month = today.toLocaleString("en-GB", { month: "short", timeZone: "UTC" }).slice(0, 3);
  const shown = page.locator(".report-day");
  await expect(shown).toContainText(`${today.getUTCDate()}\u{a0}${month}\u{a0}${today.getUTCFullYear()}`);
  await expect(page.getByText(/day of the depot \(UTC\+00:00\)/)).toBeVisible();
  await frame.go("/fleet");
  await expect(page.getByText(/day of the depot \(UTC\+00:00\)/).first()).toBeVisible();
});
