// Several tabs of one browser: what is chosen or left in one holds in all.

import { type BrowserContext, type Page } from "@playwright/test";

import { expect, needsSocket, test } from "../test";
import { type Gateway } from "../gateway";
import { Frame, LIVE } from "../pages/frame";
import { SignIn } from "../pages/sign_in";
import { actWithout, actions, address, dismiss, outbox, reasonsOf, reword, stateOf, violation } from "../pages/violation";

test("theme and sign-out are shared by the tabs", async ({ open, page, ownGateway }) => {
  await open("/settings", "manager");
  const other = new Frame(await page.context().newPage(), ownGateway);
  await other.go("/fleet");
  await other.live();

  await page.getByRole("group", { name: "Theme" }).getByRole("button", { name: "Dark" }).click();
  await expect(other.page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(new SignIn(other.page).email).toBeVisible();
  await expect(other.page.locator(".kpi")).toHaveCount(0);
});

// They allow an outage, since their gateway ends before all of their tabs do.

/** How many sockets the gateway holds. */
async function connections(gateway: Gateway): Promise<number> {
  const answer = await fetch(`${gateway.url}/api/health/socket`);
  return ((await answer.json()) as { connections: number }).connections;
}

/** One more tab of the same browser, live. */
async function another(context: BrowserContext, gateway: Gateway, path: string): Promise<Frame> {
  const frame = new Frame(await context.newPage(), gateway);
  await frame.go(path);
  await frame.live();
  return frame;
}

/** What a tab is to the others, as its diagnostics page says. */
const role = (page: Page) => page.locator(".fact", { hasText: /^Tab/ }).locator("dd");

/** The ids of violations that are open. */
async function openOnes(page: Page, gateway: Gateway): Promise<string[]> {
  const answer = await page.request.get(`${gateway.url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: { id: string; state: string }[] };
  return rows.filter((row) => row.state === "open").map((row) => row.id);
}

const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
const acknowledged = (page: Page) => details(page).locator(".st", { hasText: "Acknowledged" });
const acknowledge = (page: Page) => details(page).getByRole("button", { name: "Acknowledge", exact: true }).click();

test("the tabs of a browser share one connection", async ({ open, page, ownGateway, problems }) => {
  needsSocket();
  problems.allowOutage();
  const first = await open("/diagnostics");
  await first.live();
  await expect(role(page)).toContainText("leads");
  const [id] = await openOnes(page, ownGateway);
  const path = `/fleet/violations?view=everything&sel=${id}`;
  const tabs = [];
  for (let tab = 0; tab < 3; tab++) {
    tabs.push(await another(page.context(), ownGateway, path));
  }

  // Whoever leads: one that stood still while another tab began is replaced.
  await expect.poll(() => connections(ownGateway)).toBe(1);

  await acknowledge(tabs[0].page);
  for (const tab of tabs) {
    await expect(acknowledged(tab.page)).toBeVisible();
  }
  await expect.poll(() => connections(ownGateway)).toBe(1);
});

test("when the tab that leads is closed, the others go on and miss nothing", async ({ open, openElsewhere, page, ownGateway, problems }) => {
  needsSocket();
  problems.allowOutage();
  const first = await open("/fleet");
  await first.live();
  const [id] = await openOnes(page, ownGateway);
  const path = `/fleet/violations?view=everything&sel=${id}`;
  const tabs = [await another(page.context(), ownGateway, path), await another(page.context(), ownGateway, "/diagnostics")];
  for (const tab of tabs) {
    await tab.mark();
  }
  const elsewhere = await openElsewhere(path, "manager");
  await elsewhere.live();
  await expect.poll(() => connections(ownGateway)).toBe(2);

  await Promise.all([page.close(), acknowledge(elsewhere.page)]);

  // How soon is the engine's to prove (`crates/sync/tests/tab.rs`), where no machine is too slow.
  await expect.poll(() => connections(ownGateway)).toBe(2);
  for (const tab of tabs) {
    await expect(tab.chip).toHaveText(LIVE);
    expect(await tab.isTheSamePage()).toBe(true);
  }
  await expect(acknowledged(tabs[0].page)).toBeVisible();
});

test("a tab that leads and stands still is replaced", async ({ open, page, ownGateway, problems }) => {
  needsSocket();
  problems.allowOutage();
  const first = await open("/fleet");
  await first.live();
  const other = await another(page.context(), ownGateway, "/diagnostics");
  await expect(role(other.page)).toContainText("follows");

  // As a debugger stops it: no event tells the page.
  const debug = await page.context().newCDPSession(page);
  await debug.send("Debugger.enable");
  await debug.send("Debugger.pause");

  await expect(role(other.page)).toContainText("leads");
  await other.live();

  await debug.send("Debugger.disable");
  await first.live();
  await expect.poll(() => connections(ownGateway)).toBe(1);
});

test("a tab that the browser freezes hands over, and follows when it runs again", async ({ open, page, ownGateway, problems }) => {
  problems.allowOutage();
  const first = await open("/fleet");
  await first.live();
  const other = await another(page.context(), ownGateway, "/diagnostics");

  // A visible page cannot be frozen from outside; it is told as the browser would tell it.
  await page.evaluate(() => document.dispatchEvent(new Event("freeze")));

  await expect(role(other.page)).toContainText("leads");
  await other.live();

  await page.evaluate(() => document.dispatchEvent(new Event("resume")));
  await first.live();
  await expect.poll(() => connections(ownGateway)).toBe(1);
});

test("without locks every tab has its own connection", async ({ open, page, ownGateway, problems }) => {
  needsSocket();
  problems.allowOutage();
  await page.context().addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "locks", { get: () => undefined });
  });
  const first = await open("/diagnostics");
  await first.live();
  await another(page.context(), ownGateway, "/fleet");

  await expect(role(page)).toContainText("alone");
  await expect.poll(() => connections(ownGateway)).toBe(2);
});

test("what is worded anew in one tab does not leave through another that was loaded meanwhile", async ({ open, page, ownGateway, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open" && row.severity !== "critical");
  await actWithout(ownGateway, frame, id, dismiss);
  await reword(frame, "forced by");
  await ownGateway.start();
  await frame.live();

  // It has read the action from the disk, and is connected.
  const other = await another(page.context(), ownGateway, address(id));
  await other.chip.click();
  await other.page.getByRole("dialog", { name: "Connection" }).getByRole("button", { name: /^Outbox 1 queued/ }).click();
  await expect(actions(outbox(other.page))).toContainText("Queued");
  expect(await stateOf(page, ownGateway.url, id)).toBe("open");
  await outbox(page).getByLabel("Reason").pressSequentially(" traffic");
  await outbox(page).getByRole("button", { name: "Send this instead" }).click();

  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("dismissed");
  await expect(actions(outbox(other.page))).toHaveCount(0);
  expect(await reasonsOf(page, ownGateway.url, id)).toEqual(["forced by traffic"]);
});

test("OB27 what waits in a tab that is closed is shown and sent by one that is open", async ({ open, page, ownGateway, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  await frame.live();
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open" && row.severity !== "critical");
  const other = await another(page.context(), ownGateway, address(id));
  await actWithout(ownGateway, other, id, dismiss);
  await other.page.close();

  await expect(frame.chip).toContainText("1 queued", { timeout: 20_000 });

  await ownGateway.start();
  await frame.live();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("dismissed");
  await expect(frame.chip).toHaveText(LIVE);
});
