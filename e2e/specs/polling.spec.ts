// Where no WebSocket gets through, requests do its work; where one does, it does not come to that.

import { type Page } from "@playwright/test";

import { type Gateway, pause } from "../gateway";
import { Frame } from "../pages/frame";
import { Proxy } from "../proxy";
import { PASSWORD, type Role, email, expect, needsSocket, test as base } from "../test";

type Change = { action?: string };

const test = base.extend<{ network: Proxy; enter: (path: string, role: Role) => Promise<Frame> }>({
  network: async ({ ownGateway }, use) => {
    const network = await Proxy.start(ownGateway.port);
    await use(network);
    await network.stop();
  },
  enter: async ({ network, ownGateway, page, problems }, use) => {
    problems.allow(/WebSocket connection to .* failed/, /ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/);
    await use(async (path, role) => {
      const headers = { "x-livedeck": "1", origin: network.url };
      await page.request.post(`${network.url}/api/v1/session`, { headers, data: { email: email(role), password: PASSWORD } });
      await page.goto(network.url + path);
      return new Frame(page, ownGateway);
    });
  },
});

async function openOnes(page: Page, gateway: Gateway): Promise<string[]> {
  const answer = await page.request.get(`${gateway.url}/api/v1/topics/fleet/violations`);
  const { rows } = (await answer.json()) as { rows: { id: string; state: string }[] };
  return rows.filter((it) => it.state === "open").map((it) => it.id);
}

async function acknowledgements(page: Page, gateway: Gateway, id: string): Promise<number> {
  const answer = await page.request.get(`${gateway.url}/api/v1/history?topic=fleet/violations&id=${id}`);
  const { changes } = (await answer.json()) as { changes: Change[] };
  return changes.filter((it) => it.action === "violation.acknowledge").length;
}

test("requests do the work of a socket that is blocked, and hand it back", async ({
  network,
  enter,
  ownGateway,
  openElsewhere,
  page,
}) => {
  needsSocket();
  const frame = await enter("/fleet/violations?view=everything", "dispatcher");
  await expect(frame.chip).toHaveText(/^Polling · \d+\ss$/, { timeout: 15_000 });
  await expect(frame.chip).toHaveAttribute("data-state", "polling");
  await frame.mark();

  // What others do arrives.
  const other = await openElsewhere("/fleet", "manager");
  const [theirs, own, late] = await openOnes(other.page, ownGateway);
  const acknowledge = async (page: Page, url: string, id: string) => {
    await page.goto(`${url}/fleet/violations?view=everything&sel=${id}`);
    await page.getByRole("complementary", { name: "Details" }).getByRole("button", { name: "Acknowledge" }).click();
  };
  const state = page.getByRole("complementary", { name: "Details" });
  await page.goto(`${network.url}/fleet/violations?view=everything&sel=${theirs}`);
  await expect(state.getByText("Open", { exact: true })).toBeVisible();
  await expect(frame.chip).toHaveText(/^Polling/, { timeout: 15_000 });
  await frame.mark();
  await acknowledge(other.page, ownGateway.url, theirs);
  await expect(state.locator(".st", { hasText: "Acknowledged" })).toBeVisible({ timeout: 5_000 });

  // What one does oneself takes effect, once.
  await acknowledge(page, network.url, own);
  await expect.poll(() => acknowledgements(page, ownGateway, own)).toBe(1);
  await expect(frame.chip).toHaveText(/^Polling/, { timeout: 15_000 });
  await page.goto(`${network.url}/fleet/violations?view=everything&sel=${late}`);
  await expect(frame.chip).toHaveText(/^Polling/, { timeout: 15_000 });
  await frame.mark();

  // The network lets sockets through again.
  network.blocksSockets = false;
  await frame.chip.click();
  await page.getByRole("dialog", { name: "Connection" }).getByRole("button", { name: "Retry now" }).click();
  await expect(frame.chip).toHaveText("Live");
  const before = network.exchanges.length;
  await acknowledge(other.page, ownGateway.url, late);
  await expect(state.locator(".st", { hasText: "Acknowledged" })).toBeVisible();
  expect(network.exchanges.length, "nothing is asked over HTTP any more").toBe(before);
  expect(await acknowledgements(page, ownGateway, own)).toBe(1);
  expect(await frame.isTheSamePage()).toBe(true);
});

test("where requests that wait are cut off, one is made every thirty seconds", async ({ network, enter }) => {
  network.cutsWaiting = true;
  const frame = await enter("/fleet", "dispatcher");
  await expect(frame.chip).toHaveText(/^Polling/, { timeout: 15_000 });
  await expect(frame.chip).toHaveText(/^Polling · 2\d\ss$/, { timeout: 45_000 });
  await expect(frame.chip).toHaveText(/^Polling · [0-3]\ss$/, { timeout: 15_000 });
  const [last, next] = network.exchanges.slice(-2);
  expect(next.wait).toBe(0);
  expect(next.at - last.at).toBeGreaterThan(28_000);
});

test("a gateway that was away and is back is not taken for a blocked socket", async ({ ownGateway, open, page, problems }) => {
  needsSocket();
  problems.allowOutage();
  const frame = await open("/fleet", "dispatcher");
  await frame.live();
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seen });
    const chip = document.querySelector("button.chip-conn");
    if (chip) {
      const note = () => seen.add(chip.getAttribute("data-state") ?? "");
      new MutationObserver(note).observe(chip, { attributes: true, attributeFilter: ["data-state"] });
    }
  });
  await ownGateway.kill();
  await pause(8_000);
  await ownGateway.start();

  await frame.live();
  const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen]);
  expect(seen).toContain("retry");
  expect(seen).not.toContain("polling");
});
