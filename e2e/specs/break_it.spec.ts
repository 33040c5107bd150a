// Faults on purpose: what the panel breaks, the app gets over, and nothing is lost.

import { type Page } from "@playwright/test";

import { expect, needsSocket, test } from "../test";
import { LIVE } from "../pages/frame";

const card = (page: Page) => page.locator("section.card", { has: page.getByRole("heading", { name: "Break it" }) });
const heal = (page: Page) => card(page).getByRole("button", { name: "Heal everything" }).click();

/** Goes there without loading the page again, which would heal everything. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, "", to), path);
  await page.evaluate(() => window.dispatchEvent(new PopStateEvent("popstate")));
}

test("lost and doubled messages leave the same rows as the gateway has", async ({ open, page, ownGateway }) => {
  needsSocket();
  const frame = await open("/diagnostics", "manager");
  await page.getByLabel("Messages lost").selectOption("50");
  await page.getByLabel("Messages that arrive twice").selectOption("100");
  await expect(card(page)).toContainText("broken on purpose");
  const gaps = page.locator(".event-log");
  await expect(gaps).toContainText(/gap|again|lost/i, { timeout: 20_000 });
  await heal(page);
  await frame.live();

  await go(page, "/fleet/violations?view=everything");
  const answer = await page.request.get(`${ownGateway.url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: unknown[] };
  await expect(page.getByText(/^\d+ violations shown$/)).toBeVisible();
  const shown = Number((await page.getByText(/^\d+ violations shown$/).innerText()).split(" ")[0]);
  expect(Math.abs(shown - rows.length)).toBeLessThanOrEqual(1);
});

test("a frozen connection is noticed and replaced", async ({ open, page }) => {
  const frame = await open("/diagnostics", "manager");
  await card(page).getByRole("switch", { name: /^Frozen socket/ }).click();
  await expect(frame.chip).not.toHaveText(LIVE, { timeout: 40_000 });
  await heal(page);
  await frame.live();
});

test("a refused action is parked, and takes effect once it is tried again", async ({ open, page, ownGateway }) => {
  const frame = await open("/diagnostics", "dispatcher");
  // The words beside a switch turn it as well.
  await card(page).getByText("Every action is refused").click();
  await expect(card(page).getByRole("switch", { name: "Every action is refused" })).toBeChecked();
  const answer = await page.request.get(`${ownGateway.url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: { id: string; state: string }[] };
  const { id } = rows.find((row) => row.state === "open") ?? rows[0];
  await go(page, `/fleet/violations?view=everything&sel=${id}`);
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await expect(page.locator(".chip-refused")).toBeVisible();
  await expect(frame.latestNotice).toContainText("Refused on purpose");

  await go(page, "/diagnostics");
  await heal(page);
  await page.locator(".chip-refused").click();
  await page.getByRole("dialog", { name: "Outbox" }).getByRole("button", { name: "Try again" }).click();

  const state = async () => {
    const now = await page.request.get(`${ownGateway.url}/api/v1/topics/fleet/violations`);
    return ((await now.json()) as { rows: { id: string; state: string }[] }).rows.find((row) => row.id === id)?.state;
  };
  await expect.poll(state).toBe("acknowledged");
});

test("an administrator restarts the gateway under everybody, and the page comes back by itself", async ({ open, page, ownGateway, problems }) => {
  problems.allowOutage();
  const frame = await open("/diagnostics", "admin");
  const uptime = async () => {
    const answer = await page.request.get(`${ownGateway.url}/api/health/socket`).catch(() => undefined);
    return answer?.ok() ? ((await answer.json()) as { uptime: number }).uptime : Infinity;
  };
  // Whole seconds: what begins anew is seen to be younger.
  await expect.poll(uptime, { timeout: 30_000 }).toBeGreaterThan(4);
  const before = await uptime();

  await card(page).getByRole("button", { name: "Restart the gateway" }).click();

  await expect.poll(uptime, { timeout: 40_000, intervals: [200] }).toBeLessThan(before);
  await frame.live();
});
