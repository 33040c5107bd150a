// What browsers, devices and networks do to an app: portals that answer with their own page, wrong clocks, databases
// that die or are full. Nothing of it may lose an action or show what is not so.

import { type Page } from "@playwright/test";

import { Api } from "../api";
import { expect, test } from "../test";
import { Frame, LIVE } from "../pages/frame";
import { Grid } from "../pages/grid";

type Row = { id: string; state: string };

async function rows(page: Page, url: string): Promise<Row[]> {
  const answer = await page.request.get(`${url}/api/v1/topics/fleet/violations`);
  return ((await answer.json()) as { rows: Row[] }).rows;
}

const stateOf = async (page: Page, url: string, id: string) => (await rows(page, url)).find((row) => row.id === id)?.state;
const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
const acknowledge = (page: Page) => details(page).getByRole("button", { name: "Acknowledge", exact: true }).click();

test("a portal's page is never taken for data", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  problems.allow(/ERR_|status of 5/);
  const frame = await open("/fleet/vehicles");
  await frame.live();
  const grid = new Grid(page);
  const before = await grid.count();
  // Hotels and trains answer everything with 200 and a page to sign in at.
  const portal = "<!doctype html><title>Free Wi-Fi</title><p>Please accept our terms.</p>";
  const api = await Api.of(page);
  api.answerWith(portal);
  await ownGateway.kill();
  await expect(frame.banner).toContainText(/Data is from/, { timeout: 15_000 });
  await expect(frame.chip).not.toHaveText(LIVE);
  expect(await grid.count(), "the rows stay").toBe(before);
  await expect(page.getByText("Free Wi-Fi")).toHaveCount(0);
  await expect(page.getByLabel("Password")).toHaveCount(0);

  await ownGateway.start();
  api.letThrough();
  await frame.live();
  expect(await grid.count()).toBe(before);
});

/** The first tile says that its figure is seconds old, and of which day that is, by the gateway's clock. */
async function showsTheTime(page: Page): Promise<void> {
  const age = page.locator(".kpi .age:visible").first();
  await expect(age).toHaveText(/^\d+\ss/, { timeout: 4_000 });
  const isNow = async () => Math.abs(Date.parse((await age.getAttribute("datetime"))!) - Date.now()) < 20_000;
  await expect.poll(isNow, { timeout: 4_000 }).toBe(true);
}

for (const [what, by] of [
  ["a year ahead", 365 * 24 * 3_600_000],
  ["a year behind", -365 * 24 * 3_600_000],
] as const) {
  test(`on a device whose clock is ${what} everything works and ages are true`, async ({ open, page }) => {
    await page.addInitScript((by) => {
      const now = Date.now;
      Date.now = () => now() + by;
    }, by);

    const frame = await open("/fleet");
    await frame.live();

    await showsTheTime(page);
    await expect(frame.banner).toBeHidden();
    await page.reload();
    await frame.live();
    await showsTheTime(page);
  });
}

test("a clock that is put forward a day, and back, disturbs nobody", async ({ open, page }) => {
  await page.clock.install();
  const frame = await open("/fleet");
  await frame.live();

  for (const by of [24, -1, 0]) {
    await page.clock.setSystemTime(Date.now() + by * 3_600_000);
    await showsTheTime(page);
    await frame.live();
  }
});

test("without a database actions survive a reload in the other storage", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("no database here", "UnknownError");
    };
  });
  await survives(await open("/fleet/violations", "manager"), page, ownGateway, async () => {});
});

test("a database that dies under the page is opened anew", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  // As browsers do to pages in the background: what was open is closed, and nobody is told.
  await page.addInitScript(() => {
    const opened: IDBDatabase[] = [];
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...words) {
      const request = open.apply(this, words);
      request.addEventListener("success", () => opened.push(request.result));
      return request;
    };
    Object.assign(globalThis, { closeDatabases: () => opened.splice(0).forEach((it) => it.close()) });
  });
  await survives(await open("/fleet/violations", "manager"), page, ownGateway, () =>
    page.evaluate(() => (globalThis as unknown as { closeDatabases: () => void }).closeDatabases()),
  );
});

test("when the disk is full the page says that it cannot keep an action", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "manager");
  const [row] = (await rows(page, ownGateway.url)).filter((it) => it.state === "open");
  await frame.go(`/fleet/violations?view=everything&sel=${row.id}`);
  await frame.live();
  await frame.complete();
  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);
  const browser = await page.context().newCDPSession(page);
  await browser.send("Storage.overrideQuotaForOrigin", { origin: ownGateway.url, quotaSize: 1 });

  await acknowledge(page);

  await expect(frame.chip).toContainText("1 queued");
  await expect(frame.latestNotice).toContainText("Not saved on this device");
  await frame.chip.click();
  await page.getByRole("dialog", { name: "Connection" }).getByRole("button", { name: /^Outbox 1 queued/ }).click();
  await expect(page.getByRole("dialog", { name: "Outbox" })).toContainText("Not saved on this device");

  await browser.send("Storage.overrideQuotaForOrigin", { origin: ownGateway.url });
  await ownGateway.start();
  await frame.live();
  await expect.poll(() => stateOf(page, ownGateway.url, row.id)).toBe("acknowledged");
});

/** What is done without a gateway after `harm` is there after a reload, and takes effect once. */
async function survives(
  frame: Frame,
  page: Page,
  gateway: { url: string },
  harm: () => Promise<void>,
): Promise<void> {
  const [row] = (await rows(page, gateway.url)).filter((it) => it.state === "open");
  await frame.go(`/fleet/violations?view=everything&sel=${row.id}`);
  await frame.live();
  await frame.complete();
  const api = await Api.of(page);
  api.cut();
  await page.context().setOffline(true);
  await expect(frame.chip).toHaveText(/^Offline/, { timeout: 15_000 });
  await harm();
  await acknowledge(page);
  await expect(frame.chip).toContainText("1 queued");
  await expect(frame.latestNotice).toContainText("Kept here");

  await page.context().setOffline(false);
  await page.reload();
  await expect(frame.chip).toContainText("1 queued");
  expect(await stateOf(page, gateway.url, row.id)).toBe("open");
  await expect(frame.banner, "what never was cannot be lost").toContainText("No connection yet", { timeout: 20_000 });

  api.letThrough();
  await frame.live();
  await expect.poll(() => stateOf(page, gateway.url, row.id)).toBe("acknowledged");
  await expect(frame.chip).not.toContainText("queued");
}
