// Rows are trusted for a while without a connection. After that they are marked, all of them, and still readable.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";
import { Grid } from "../pages/grid";

/** What lies over the rows. */
const hatch = (page: Page) =>
  page.locator(".grid-body").evaluate((it) => getComputedStyle(it, "::after").backgroundImage);

test("what is not followed any more is hatched once its trust has run out", async ({ ownGateway, open, page, problems }) => {
  test.setTimeout(120_000);
  problems.allowOutage();
  const frame = await open("/fleet/vehicles");
  await frame.live();
  expect(await hatch(page)).toBe("none");

  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(/^Live/);
  const list = page.locator(".split.vehicles");
  await expect(list, "a short outage changes nothing").toHaveAttribute("data-stale", "false");
  await expect(list).toHaveAttribute("data-stale", "true", { timeout: 60_000 });

  expect(await hatch(page)).toContain("repeating-linear-gradient");
  await expect(new Grid(page).rows.first()).toBeVisible();

  await ownGateway.start();
  await frame.live();
  await expect(list).toHaveAttribute("data-stale", "false");
  expect(await hatch(page)).toBe("none");
});

test("what the overview shows is hatched like the rows", async ({ ownGateway, open, page, problems }) => {
  test.setTimeout(120_000);
  problems.allowOutage();
  const frame = await open("/");
  await frame.live();
  const over = (selector: string) =>
    page.locator(selector).first().evaluate((it) => getComputedStyle(it, "::after").backgroundImage);
  await expect(page.locator(".feed > li").first()).toBeVisible();
  expect(await over(".feed")).toBe("none");

  await ownGateway.kill();
  await expect(page.locator(".feed-card")).toHaveAttribute("data-stale", "true", { timeout: 60_000 });

  expect(await over(".feed")).toContain("repeating-linear-gradient");
  expect(await over(".kpi")).toContain("repeating-linear-gradient");
});
