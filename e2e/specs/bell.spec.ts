// The bell: what is new, the way to it, and "I have seen it", which holds.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";
import { type Frame } from "../pages/frame";

/** As if the last look was long ago: without a mark the bell counts from midnight, and tests may run at midnight. */
async function lookedLongAgo(page: Page, frame: Frame): Promise<void> {
  const answer = await page.request.get(`${frame.gateway.url}/api/v1/session`);
  const { user } = (await answer.json()) as { user: { id: string } };
  await page.evaluate((id) => localStorage.setItem(`livedeck:1:seen:${id}`, "1"), user.id);
  await page.reload();
  await frame.live();
}

const bell = (page: Page) => page.locator("button.bell");

test("what is new is counted, listed and led to", async ({ open, page }) => {
  const frame = await open("/settings", "dispatcher");
  await lookedLongAgo(page, frame);
  await expect(bell(page)).toHaveAccessibleName(/^\d+ new violations?$/);

  await bell(page).press("Enter");
  const panel = page.getByRole("dialog", { name: /new violation/ });
  const first = panel.getByRole("listitem").first();
  await expect(first).toContainText(/Critical|High/);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(bell(page)).toBeFocused();

  await bell(page).click();
  const link = first.getByRole("link");
  const target = await link.getAttribute("href");
  await link.click();
  await expect(page).toHaveURL((url) => url.pathname + url.search === target);
  await expect(panel).toBeHidden();
  await expect(page.getByRole("complementary", { name: "Details" })).toBeVisible();
});

test("what was seen is not new any more, after a reload either", async ({ ownGateway, open, page }) => {
  const frame = await open("/settings", "dispatcher");
  await lookedLongAgo(page, frame);
  await expect(bell(page)).toHaveAccessibleName(/^\d+ new violations?$/);
  // The demo may tell of something new at any moment.
  await page.getByRole("button", { name: "Pause" }).click();

  await bell(page).click();
  await page.getByRole("button", { name: "Mark as seen" }).click();
  await expect(bell(page)).toHaveAccessibleName("No new violations");
  await expect(page.getByText(/^Nothing critical or high since \d\d:\d\d\.$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Mark as seen" })).toBeDisabled();

  await page.reload();
  await frame.live();
  await expect(bell(page)).toHaveAccessibleName(/^(No|1|2) new violations?$/);
  void ownGateway;
});

test("who may not see violations has no bell", async ({ open, page }) => {
  const frame = await open("/fleet", "buyer");
  await frame.live();
  await expect(bell(page)).toHaveCount(0);
});
