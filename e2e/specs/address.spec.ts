// An address that asks for what does not exist: said in words, and taken back with one press.

import { expect, test } from "../test";
import { Grid } from "../pages/grid";

test("a filter that nobody knows is not ignored in silence", async ({ open, page }) => {
  const frame = await open("/fleet/violations?severity=zzz&state=open");
  await frame.live();
  const line = page.locator(".strays");

  await expect(line).toContainText("The address asks for a severity “zzz” that does not exist; it is ignored.");
  await line.getByRole("button").click();

  await expect(line).toBeHidden();
  expect(new URL(page.url()).search).toBe("?state=open");
  await expect(new Grid(page).rows.first()).toBeVisible();
});

test("the same for the vehicles", async ({ open, page }) => {
  await open("/fleet/vehicles?status=flying&sort=-strip");

  await expect(page.locator(".strays")).toContainText("a status “flying” and a column “-strip”");
});

test("the same for the overview, in a view of its own", async ({ open, page }) => {
  const frame = await open("/fleet?kind=nonsense");
  await frame.live();
  const line = page.locator(".strays");

  await expect(line).toContainText("The address asks for a kind “nonsense” that does not exist; it is ignored.");
  await line.getByRole("button").click();

  await expect(line).toBeHidden();
  expect(new URL(page.url()).search).toBe("");
});

test("a filter that the overview does not have is not ignored in silence either", async ({ open, page }) => {
  const frame = await open("/fleet?view=banana&depot=xx");
  await frame.live();
  const line = page.locator(".strays");

  await expect(line).toContainText("a filter “view=banana” and a filter “depot=xx” that do not exist; they are ignored.");
  await line.getByRole("button").click();

  await expect(line).toBeHidden();
  expect(new URL(page.url()).search).toBe("");
});

test("one vehicle that is not chosen yet shows nothing of the fleet", async ({ open, page }) => {
  const frame = await open("/fleet?vehicle=");
  await frame.live();

  await expect(page.getByText("Pick a vehicle to see its day here.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Latest violations" })).toBeHidden();

  await frame.go("/fleet?vehicle=kv-4821");
  await expect(page.getByRole("heading", { name: "Latest violations · KV-4821" })).toBeVisible();
});

test("a plate may be typed in either case", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/Kv-4821");
  await frame.live();
  await expect(page.getByRole("heading", { name: "KV-4821 Report" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Day and speed" })).toBeVisible();

  await frame.go("/fleet?vehicle=KV-4821");
  await expect(page.locator(".one-picker input")).toHaveValue("KV-4821");
  await expect(page.getByRole("heading", { name: "Day and speed" })).toBeVisible();

  await frame.go("/fleet/violations?view=everything&vehicle=KV-4821");
  const grid = new Grid(page);
  await expect(grid.rows.first()).toBeVisible();
  const count = await grid.count();
  await frame.go("/fleet/violations?view=everything&vehicle=kv-4821");
  await expect(grid.rows.first()).toBeVisible();
  await expect.poll(() => grid.count()).toBe(count);
  await page.locator("#filter-vehicle > button").click();
  await expect(page.getByRole("checkbox", { name: "KV-4821", exact: true })).toBeChecked();
});

test("a filter without a value is none", async ({ open, page }) => {
  const frame = await open("/fleet/violations?vehicle=&kind=&driver=");
  await frame.live();

  await expect(page.locator(".pill[data-set=true]")).toHaveCount(0);
  await expect(page.locator(".strays")).toBeHidden();
  await frame.go("/fleet/violations?vehicle=%20,%20");
  await expect(page.locator(".pill[data-set=true]")).toHaveCount(0);
});

test("two moments narrow the queue, and stand in the address", async ({ open, page }) => {
  const frame = await open("/fleet/violations?view=everything");
  await frame.live();
  const grid = new Grid(page);
  const all = await grid.count();
  await page.getByRole("group", { name: "Saved views" }).waitFor();
  await page.locator("#filter-time > button").click();
  const day = await page.evaluate(() => new Date().toISOString().slice(0, 10));

  await page.getByLabel("From").fill(`${day}T12:00`);
  await page.getByLabel("To", { exact: true }).fill(`${day}T08:00`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("alert").filter({ hasText: "after the beginning" })).toBeVisible();
  expect(page.url()).not.toContain("from=");

  await page.getByLabel("From").fill(`${day}T00:00`);
  await page.keyboard.press("Tab");
  await expect.poll(() => page.url()).toContain(`from=${Date.parse(`${day}T00:00Z`)}`);
  await expect(page.locator("#filter-time > button")).toContainText("00:00–08:00");
  await expect.poll(() => grid.count()).toBeLessThan(all);
});
