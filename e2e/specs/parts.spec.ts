// Pages are files of their own: fetched ahead, so that they open without a network, and asked for again when they are lost.

import { expect, test } from "../test";
import { Grid } from "../pages/grid";

const TABLES = /split_tables-\w+\.wasm$/;

test("a page that was never opened opens without a network", async ({ open, page, problems }) => {
  problems.allowOutage();
  // Those parts that were still on their way.
  problems.allow(/Failed to fetch/);
  const ahead = page.waitForResponse(TABLES).then((it) => it.finished());
  const frame = await open("/fleet");
  await frame.live();
  await ahead;

  await page.context().setOffline(true);
  await page.getByRole("navigation").getByRole("link", { name: /Vehicles/ }).first().click();

  await expect(page).toHaveURL(/\/fleet\/vehicles$/);
  await expect(page.getByRole("heading", { name: "Vehicles" }).or(page.locator(".skeleton, [role=grid]")).first()).toBeVisible();
  await expect(page.getByText("could not be downloaded")).toHaveCount(0);
});

test("a page whose file is lost says so and can be asked for again", async ({ open, page, problems }) => {
  problems.allow(/ERR_FAILED|Failed to fetch/);
  await page.route(TABLES, (route) => route.abort());
  const frame = await open("/fleet");
  await frame.live();

  await page.getByRole("navigation").getByRole("link", { name: /Vehicles/ }).first().click();
  const lost = page.getByRole("alert").filter({ hasText: "could not be downloaded" });
  await expect(lost).toBeVisible();

  await page.unroute(TABLES);
  await lost.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => new Grid(page).count()).toBe(60);
});
