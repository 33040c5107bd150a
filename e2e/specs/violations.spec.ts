// The queue: what is done is seen at once, can be undone, and is taken back with the reason when it is refused.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";

type Row = { id: string; state: string; severity: string };

/** Some violation as the gateway has it. */
async function violation(page: Page, url: string, fits: (row: Row) => boolean): Promise<Row> {
  const answer = await page.request.get(`${url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: Row[] };
  const found = rows.find(fits);
  if (!found) {
    throw new Error("the demo has no such violation");
  }
  return found;
}

/** The panel beside the table, with what can be done. */
const details = (page: Page) => page.getByRole("complementary", { name: "Details" });

async function stateOf(page: Page, url: string, id: string): Promise<string> {
  return (await violation(page, url, (row) => row.id === id)).state;
}

test("acknowledging is shown at once, and undone", async ({ ownGateway, open, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(`/fleet/violations?view=everything&sel=${id}`);
  await frame.live();

  await details(page).getByRole("button", { name: "Acknowledge" }).click();
  await expect(frame.notices.first()).toContainText("Acknowledged");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");

  await frame.notices.first().getByRole("button", { name: /Undo/ }).click();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("open");
});

test("a refused dismissal is taken back, with the reason", async ({ ownGateway, open, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const work = ["open", "acknowledged", "assigned"];
  const { id, state } = await violation(page, ownGateway.url, (row) => work.includes(row.state) && row.severity === "critical");
  await frame.go(`/fleet/violations?view=everything&sel=${id}`);
  await frame.live();

  await details(page).getByRole("button", { name: "Dismiss…" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("test drive");
  await page.getByRole("dialog").getByRole("button", { name: "Dismiss", exact: true }).click();

  await expect(page.getByText("Dismiss refused.").first()).toBeVisible();
  expect(await stateOf(page, ownGateway.url, id)).toBe(state);
});

test("what is done without a connection is done when it is back", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(`/fleet/violations?view=everything&sel=${id}`);
  await frame.live();
  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(/^Live/);

  await details(page).getByRole("button", { name: "Acknowledge" }).click();
  await expect(frame.chip).toContainText("1 queued");

  await ownGateway.start();
  await frame.live();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
});

test("another person sees it without doing anything", async ({ ownGateway, open, openElsewhere, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  const address = `/fleet/violations?view=everything&sel=${id}`;
  await frame.go(address);
  await frame.live();
  const other = await openElsewhere(address, "manager");
  await other.live();

  await details(page).getByRole("button", { name: "Acknowledge" }).click();

  await expect(details(other.page).getByText("Acknowledged", { exact: true })).toBeVisible();
});
