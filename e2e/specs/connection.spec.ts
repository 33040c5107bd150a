// The truth about the connection: killed, restarted, frozen and garbled, without ever loading the page anew.

import { expect, test } from "../test";
import { Grid } from "../pages/grid";
import { pause } from "../gateway";
import { LIVE } from "../pages/frame";

test("a gateway that is killed and started again is caught up with, without a reload", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/vehicles");
  await frame.live();
  await frame.mark();
  const grid = new Grid(page);
  const count = await grid.count();

  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);
  await expect(frame.banner).toBeHidden({ timeout: 2_000 });
  await expect(frame.banner).toContainText("The connection is lost");
  await expect(frame.banner).toContainText(/Data is from \d\d:\d\d/);
  await expect(grid.rows.first(), "what was known stays on the screen").toBeVisible();

  await ownGateway.start();
  await frame.live();
  await expect(frame.banner).toBeHidden();
  expect(await grid.count()).toBe(count);
  expect(await frame.isTheSamePage()).toBe(true);
});

test("what others did during an outage is there afterwards", async ({ ownGateway, open, openElsewhere, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations?view=open", "dispatcher");
  await frame.live();
  await page.context().setOffline(true);
  await expect(frame.chip).not.toHaveText(LIVE, { timeout: 40_000 });

  const id = await acknowledgeOne(ownGateway.url, await openElsewhere("/fleet", "manager"));

  await page.context().setOffline(false);
  await frame.live();
  await page.goto(`${ownGateway.url}/fleet/violations?view=everything&sel=${id}`);
  const details = page.getByRole("complementary", { name: "Details" });
  await expect(details.locator(".st", { hasText: "Acknowledged" })).toBeVisible();
});

test("a frozen connection is noticed and said", async ({ open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet");
  await frame.live();
  await frame.mark();

  await page.context().setOffline(true);
  await expect(frame.chip).toHaveText(/^Offline/);
  await expect(frame.banner).toContainText("You are offline");

  await page.context().setOffline(false);
  await frame.live();
  await expect(frame.banner).toBeHidden();
  expect(await frame.isTheSamePage()).toBe(true);
});

test("waiting for the next try can be cut short", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet");
  await frame.live();
  await ownGateway.kill();
  // It comes only after four seconds, which the first waits may be shorter than.
  await expect(frame.banner.getByRole("button", { name: "Retry now" })).toBeVisible({ timeout: 30_000 });
  await expect(frame.chip).toHaveText(/Retry in ([5-9]|\d\d)\ss/, { timeout: 60_000 });

  const attempt = Promise.any([
    page.waitForEvent("websocket", { timeout: 4_000 }),
    page.waitForRequest(/\/api\/v1\/(session|sync)/, { timeout: 4_000 }),
  ]);
  await frame.banner.getByRole("button", { name: "Retry now" }).click();
  await attempt;

  await ownGateway.start();
  await frame.live();
});

test("a garbled message changes nothing and is recovered from", async ({ open, page, problems }) => {
  problems.allow(/malformed|could not be read/i);
  let spoil = false;
  await page.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      socket.send(spoil ? "[{\"delta\":{\"s\":" : message);
      spoil = false;
    });
  });
  const frame = await open("/fleet/vehicles");
  await frame.live();
  await frame.mark();
  const before = await new Grid(page).count();

  spoil = true;
  await pause(3_000);

  await frame.live();
  expect(await new Grid(page).count()).toBe(before);
  expect(await frame.isTheSamePage()).toBe(true);
});

test("an orderly stop says goodbye and everybody comes back", async ({ ownGateway, open, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet");
  await frame.live();
  await frame.mark();

  await ownGateway.stop();
  await expect(frame.chip).not.toHaveText(LIVE);
  await ownGateway.start();

  await frame.live();
  expect(await frame.isTheSamePage()).toBe(true);
});

/** Acknowledges some open violation over the wire, as another person's app would. Gives its id. */
async function acknowledgeOne(url: string, other: { page: import("@playwright/test").Page }): Promise<string> {
  const answer = await other.page.request.get(`${url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: { id: string; state: string }[] };
  const open = rows.find((row) => row.state === "open");
  if (!open) {
    throw new Error("the demo has no open violation");
  }
  await other.page.goto(`${url}/fleet/violations?view=everything&sel=${open.id}`);
  const details = other.page.getByRole("complementary", { name: "Details" });
  await details.getByRole("button", { name: "Acknowledge" }).click();
  await expect(other.page.locator(".toast")).toContainText("Acknowledged");
  return open.id;
}

test("what is being written outlives a gateway", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations?view=open", "manager");
  await frame.live();
  const answer = await page.request.get(`${ownGateway.url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: { id: string; state: string }[] };
  const { id } = rows.find((row) => row.state === "open") ?? rows[0];
  await frame.go(`/fleet/violations?view=everything&sel=${id}`);
  await frame.live();
  await page.getByRole("complementary", { name: "Details" }).getByRole("button", { name: "Dismiss…" }).click();
  const reason = page.getByRole("dialog").getByRole("textbox");
  await expect(reason).toBeFocused();
  await reason.fill("half a sen");

  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);
  await ownGateway.start();
  await frame.live();

  await expect(reason).toHaveValue("half a sen");
  await reason.pressSequentially("tence");
  await page.getByRole("dialog").getByRole("button", { name: "Dismiss", exact: true }).click();
  await expect
    .poll(async () => {
      const now = await page.request.get(`${ownGateway.url}/api/v1/topics/fleet/violations`);
      const { rows } = (await now.json()) as { rows: { id: string; reason?: string }[] };
      return rows.find((row) => row.id === id)?.reason;
    })
    .toBe("half a sentence");
});

test("on a slow first load nothing is said to be missing before an attempt has failed", async ({ open, page }) => {
  // Opened, and never greeted.
  await page.routeWebSocket(/\/api\/v1\/socket/, () => {});
  const frame = await open("/fleet");

  await expect(frame.chip).toHaveText(/^Connecting/);
  await expect(page.locator(".feed-card .skeleton")).toBeAttached();
  await expect(page.getByText("there is no connection to fetch it")).toHaveCount(0);
});

for (const { path, name } of [
  { path: "/fleet/vehicles", name: "Vehicles" },
  { path: "/fleet/vehicles/kv-4821", name: "a report" },
]) {
  test(`${name}: what was never opened before says offline why it is not there`, async ({ open, page, problems }) => {
    problems.allowOutage();
    const frame = await open("/help");
    await frame.live();
    await frame.complete();
    await page.context().setOffline(true);
    await expect(frame.chip).toHaveText(/^Offline/);

    // As a link of the page would: without asking the gateway for it.
    await page.evaluate((path) => {
      const link = Object.assign(document.createElement("a"), { href: path });
      document.querySelector("#main")!.append(link);
      link.click();
    }, path);

    await expect(frame.main.getByText("Nothing of this is kept on this device")).toBeVisible();
    await page.context().setOffline(false);
    await expect(frame.main.getByText("Nothing of this is kept on this device")).toBeHidden();
  });
}
