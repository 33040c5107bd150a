// The chart library comes when the first chart is seen. Without a gateway it cannot; then the chart says so, and comes by itself.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";
import { LIVE } from "../pages/frame";

const LIBRARY = /\/charts-\w+\.js$/;

for (const [name, path] of [
  ["the overview", "/fleet"],
  ["the report", "/fleet/vehicles/kv-4821"],
]) {
  test(`a chart of ${name} that could not be loaded comes when the connection is back`, async ({ open, page, problems }) => {
    problems.allowOutage();
    problems.allow(/ERR_FAILED|Failed to fetch/);
    await page.route(LIBRARY, (route) => route.abort());
    const frame = await open(path);
    await frame.live();
    const failed = page.locator(".chart-failed");
    await expect(failed.first()).toContainText("could not be loaded");
    await expect(failed.first().getByRole("button", { name: "Try again" })).toBeVisible();

    await page.unroute(LIBRARY);
    await page.context().setOffline(true);
    await expect(frame.chip).not.toHaveText(LIVE);
    await page.context().setOffline(false);
    await frame.live();

    await expect(page.locator(".chart-canvas canvas").first()).toBeVisible();
    await expect(failed).toHaveCount(0);
  });
}

/** What the pointer at a share of the day's lane brings up. */
async function tip(page: Page, share: number): Promise<string> {
  const lane = await page.locator(".lane-bars").boundingBox();
  if (!lane) {
    throw new Error("no lane");
  }
  await page.mouse.move(lane.x + lane.width * share, lane.y + 10);
  return page.locator(".chart-tip").innerText();
}

test("the day says what its lane shows", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/kv-4821");
  await frame.live();
  const bar = page.locator(".lane-bar[data-status=stopped]").first();
  await expect(bar).toBeAttached();
  const [left, width] = await bar.evaluate((it) => [parseFloat(it.style.left), parseFloat(it.style.width)]);

  expect(await tip(page, (left + width / 2) / 100)).toMatch(/Stopped\nStop \d\d:\d\d–/);
});

test("violations stand on the curve", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/kv-4821");
  await frame.live();
  const pin = page.locator(".time-chart-pin").filter({ hasText: "Speeding" }).first();
  await expect(pin).toBeVisible();

  const bottom = await pin.evaluate((it) => parseFloat(getComputedStyle(it).bottom));

  expect(bottom, "26 px is the axis").toBeGreaterThan(40);
});
