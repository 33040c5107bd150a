// Who comes back after a while is told what changed meanwhile, and finds it marked.

import { type Page } from "@playwright/test";

import { pause } from "../gateway";
import { expect, test } from "../test";

/** What a browser does when somebody turns to another tab, and back. */
async function turn(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

test("after an absence one sees what changed, until one has looked", async ({ ownGateway, open, openElsewhere, page }) => {
  const frame = await open("/fleet/violations?view=everything", "dispatcher");
  await frame.live();
  const answer = await page.request.get(`${ownGateway.url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: { id: string; state: string; plate: string }[] };
  const { id, plate } = rows.find((row) => row.state === "open")!;
  await page.getByPlaceholder("Vehicle, driver, place").fill(plate);
  const marks = page.locator(".grid .missed-mark");
  const note = page.locator(".missed");

  const other = await openElsewhere(`/fleet/violations?view=everything&sel=${id}`, "manager");
  await other.live();
  const panel = other.page.getByRole("complementary", { name: "Details" });

  await turn(page, "hidden");
  await panel.getByRole("button", { name: "Acknowledge" }).click();
  await expect(panel.locator(".st", { hasText: "Acknowledged" })).toBeVisible();
  await expect(marks).toHaveCount(0);
  await turn(page, "visible");
  await expect(marks, "what changed is marked, however short the absence was").not.toHaveCount(0);
  await expect(note, "a short look elsewhere is no absence").toBeHidden();

  await turn(page, "hidden");
  await panel.getByRole("button", { name: "Resolve" }).click();
  await pause(11_000);
  await turn(page, "visible");

  await expect(note).toContainText(/You missed \d+ changes? since \d\d:\d\d/);
  await note.getByRole("button", { name: "Show" }).click();
  const drawer = page.getByRole("dialog", { name: "What you missed" });
  const line = drawer.getByRole("listitem").filter({ has: page.locator(`a[href$="sel=${id}"]`) });
  await expect(line).toContainText(/Resolved by/);
  await expect(line).toContainText("New since you left");

  await line.getByRole("link").click();
  await expect(page.getByRole("complementary", { name: "Details" }).locator(".st", { hasText: "Resolved" })).toBeVisible();
  await note.getByRole("button", { name: "Show" }).click();
  await expect(line, "who opened it has seen it").not.toContainText("New since you left");
  if (await drawer.getByRole("button", { name: "Mark all as seen" }).isVisible()) {
    await drawer.getByRole("button", { name: "Mark all as seen" }).click();
  } else {
    await page.keyboard.press("Escape");
  }
  await expect(marks).toHaveCount(0);
});
