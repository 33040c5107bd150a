// Rows are trusted for a while without a connection. After that they are marked, all of them, and still readable.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";
import { Grid } from "../pages/grid";
import { LIVE } from "../pages/frame";

/** What lies over the rows. */
const hatch = (page: Page) =>
  page.locator(".grid-body").evaluate((it) => getComputedStyle(it, "::after").backgroundImage);

test("what is not followed any more says so at once, and is hatched when its trust has run out", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/vehicles");
  await frame.live();
  expect(await hatch(page)).toBe("none");

  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);
  const list = page.locator(".split.vehicles");
  const foot = page.locator(".grid-foot");
  await expect(list, "a short outage hatches nothing").toHaveAttribute("data-stale", "false");
  await expect(foot).toContainText("unconfirmed");
  const mark = () => foot.locator(".age").evaluate((it) => getComputedStyle(it, "::before").content);
  await expect.poll(mark, "but every age is marked").toBe('""');
  await expect(list).toHaveAttribute("data-stale", "true", { timeout: 60_000 });

  await expect.poll(() => hatch(page)).toContain("repeating-linear-gradient");
  await expect(new Grid(page).rows.first()).toBeVisible();

  await ownGateway.start();
  await frame.live();
  await expect(list).toHaveAttribute("data-stale", "false");
  await expect.poll(() => hatch(page)).toBe("none");
  await expect.poll(mark).toBe("none");
});

test("stale violations of the overview are hatched like the rows", async ({ open, page }) => {
  const frame = await open("/");
  await frame.live();
  await expect(page.locator(".feed > li").first()).toBeVisible();
  const over = () => page.locator(".feed").evaluate((it) => getComputedStyle(it, "::after").backgroundImage);
  expect(await over()).toBe("none");

  // Violations are trusted for five minutes, which no test waits for: the card is told what their phase would tell it.
  await page.locator(".feed-card").evaluate((it) => it.setAttribute("data-stale", "true"));

  expect(await over()).toContain("repeating-linear-gradient");
});
