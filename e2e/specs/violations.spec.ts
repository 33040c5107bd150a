// The queue: what is done is seen at once, can be undone, and is taken back with the reason when it is refused.

import { type Page } from "@playwright/test";

import { pause } from "../gateway";
import { Api } from "../api";
import { expect, test } from "../test";
import { LIVE, SETTLED } from "../pages/frame";
import { Grid } from "../pages/grid";

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
  await expect(frame.latestNotice).toContainText("Acknowledged");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");

  await frame.latestNotice.getByRole("button", { name: /Undo/ }).click();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("open");
});

test("a double click takes one step, not two", async ({ ownGateway, open, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  await frame.live();
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go("/fleet/violations?view=open");
  await frame.live();
  const button = page.getByRole("row").getByRole("button", { name: "Acknowledge" }).first();
  await button.dblclick({ delay: 60 });

  await expect(frame.notices.first()).toContainText("Acknowledged");
  await page.getByRole("row").getByRole("button", { name: "Acknowledge" }).nth(1).click();
  await expect(frame.latestNotice).toContainText("Acknowledged");
  await expect(frame.notices.filter({ hasText: /Resolved|Refused/ })).toHaveCount(0);
  void id;
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
  await expect(frame.notices, "one notice per action").toHaveCount(1);
  await expect(frame.notices).toContainText("Refused:");
  await expect(frame.notices, "what was refused cannot be undone").not.toContainText("Undo");
  expect(await stateOf(page, ownGateway.url, id)).toBe(state);
});

test("what is done without a connection is done when it is back", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(`/fleet/violations?view=everything&sel=${id}`);
  await frame.live();
  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);

  await details(page).getByRole("button", { name: "Acknowledge" }).click();
  await expect(frame.chip).toContainText("1 queued");

  await ownGateway.start();
  await frame.live();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
});

test("what was done without a connection survives a reload", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(`/fleet/violations?view=everything&sel=${id}`);
  await frame.live();
  // The app writes its cache in quiet moments.
  await pause(3_000);
  // The files still come, but nothing else does.
  const api = await Api.of(page);
  api.cut();
  await page.reload();
  await details(page).getByRole("button", { name: "Acknowledge" }).click();
  await expect(frame.chip).toContainText("1 queued");
  await expect(frame.latestNotice, "it is on the disk").toContainText("Kept here");

  await page.reload();

  await expect(details(page).locator(".st", { hasText: "Acknowledged" })).toBeVisible();
  await expect(frame.chip).toContainText("1 queued");
  expect(await stateOf(page, ownGateway.url, id)).toBe("open");

  api.letThrough();
  await frame.live();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
  await page.reload();
  await frame.live();
  await expect(frame.chip, "what took effect is kept no longer").toHaveText(SETTLED);
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

  await expect(details(other.page).locator(".st", { hasText: "Acknowledged" })).toBeVisible();
});

test("the details tell who did what, also what was done a moment ago", async ({ ownGateway, open, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const answer = await page.request.get(`${ownGateway.url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: { id: string; state: string; changed_at?: number }[] };
  const { id } = rows.find((row) => row.state === "open" && !row.changed_at) ?? rows[0];
  await frame.go(`/fleet/violations?view=everything&sel=${id}`);
  const details = page.getByRole("complementary", { name: "Details" });
  await expect(details).toContainText("Nobody has changed it yet.");

  await details.getByRole("button", { name: "Acknowledge", exact: true }).click();

  const line = details.locator(".history > li");
  await expect(line).toHaveCount(1);
  await expect(line).toContainText("Acknowledged");
  await expect(line).toContainText("D. Novak");
});

test("who writes a dismissal is told what a colleague did meanwhile, and keeps the text", async ({ open, openElsewhere, page }) => {
  const frame = await open("/fleet/violations?view=open");
  await frame.live();
  const first = new Grid(page).rows.first();
  await first.getByRole("gridcell").nth(2).click();
  await expect(page).toHaveURL(/sel=/);
  const id = new URL(page.url()).searchParams.get("sel");
  await page.getByRole("complementary", { name: "Details" }).getByRole("button", { name: "Dismiss…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Sensor was being");
  await expect(dialog.locator(".meanwhile")).toBeHidden();

  const colleague = await openElsewhere(`/fleet/violations?view=open&sel=${id}`, "manager");
  await colleague.live();
  const theirs = colleague.page.getByRole("complementary", { name: "Details" });
  await theirs.getByRole("button", { name: /^(Acknowledge|Resolve)$/ }).click();

  await expect(dialog.locator(".meanwhile")).toContainText(/(Acknowledged|Resolved).* by .+ \d+\ss ago\./);
  await expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveValue("Sensor was being");
});

test("every key of the queue is in the list of keys", async ({ open, page }) => {
  const frame = await open("/fleet/violations");
  await frame.live();
  await page.locator("body").press("?");
  const dialog = page.getByRole("dialog");

  for (const [key, what] of [["/", "The search field of a list"], ["A", "Acknowledge"], ["S", "Assign"], ["D", "Dismiss"], ["R", "Resolve"], ["Space", "Tick"]]) {
    const line = dialog.locator(".keys > div").filter({ has: page.getByText(key, { exact: true }) });
    await expect(line).toContainText(what);
  }
});
