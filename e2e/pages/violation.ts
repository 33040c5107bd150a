// One violation: what a person does with it beside the queue, how the gateway has it, and what the outbox says of it.

import { type Locator, type Page, expect } from "@playwright/test";

import { type Gateway } from "../gateway";
import { type Frame, LIVE } from "./frame";

export type Row = { id: string; state: string; severity: string; assignee_name?: string; detail?: string };

export async function rows(page: Page, url: string): Promise<Row[]> {
  const answer = await page.request.get(`${url}/api/v1/topics/fleet/violations`);
  return ((await answer.json()) as { rows: Row[] }).rows;
}

export async function violation(page: Page, url: string, fits: (row: Row) => boolean): Promise<Row> {
  const found = (await rows(page, url)).find(fits);
  if (!found) {
    throw new Error("the demo has no such violation");
  }
  return found;
}

export const rowOf = (page: Page, url: string, id: string) => violation(page, url, (row) => row.id === id);
export const stateOf = async (page: Page, url: string, id: string) => (await rowOf(page, url, id)).state;
export const assigneeOf = async (page: Page, url: string, id: string) => (await rowOf(page, url, id)).assignee_name;

/** The reasons that were ever given for a violation, as the gateway's history has them. */
export async function reasonsOf(page: Page, url: string, id: string): Promise<(string | undefined)[]> {
  const history = await page.request.get(`${url}/api/v1/history?topic=fleet/violations&id=${id}`);
  const { changes } = (await history.json()) as { changes: { changed: { reason?: string } }[] };
  return changes.map((it) => it.changed.reason);
}

/** Opens the outbox from the chip, where one action waits, and begins to word it anew. */
export async function reword(frame: Frame, reason: string): Promise<void> {
  const { page } = frame;
  await frame.chip.click();
  await page.getByRole("dialog", { name: "Connection" }).getByRole("button", { name: /^Outbox 1 queued/ }).click();
  await actions(outbox(page)).getByRole("button", { name: "Edit" }).click();
  await outbox(page).getByLabel("Reason").fill(reason);
}

export const address = (id: string) => `/fleet/violations?view=everything&sel=${id}`;
export const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
export const press = (page: Page, name: string) => details(page).getByRole("button", { name, exact: true }).click();
export const outbox = (page: Page) => page.getByRole("dialog", { name: "Outbox" });
export const actions = (drawer: Locator) => drawer.getByRole("list", { name: "Outbox" }).getByRole("listitem");

/** Asks for something that only a manager may do to a critical one. */
export async function dismiss(page: Page): Promise<void> {
  await press(page, "Dismiss…");
  await page.getByRole("dialog").getByRole("textbox").fill("test drive");
  await page.getByRole("dialog").getByRole("button", { name: "Dismiss", exact: true }).click();
}

/** Makes it somebody's work. */
export async function assign(page: Page, name: string): Promise<void> {
  await press(page, "Assign");
  await page.getByRole("menu").getByRole("menuitem", { name }).click();
}

/** Looks at a violation, loses the gateway, and does something all the same: it waits. */
export async function actWithout(gateway: Gateway, frame: Frame, id: string, act: (page: Page) => Promise<void>): Promise<void> {
  await frame.go(address(id));
  await frame.live();
  // Drawers and the page to sign in on are in files of their own, fetched ahead.
  await frame.complete();
  await gateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);
  await act(frame.page);
  await expect(frame.chip).toContainText("1 queued");
  await expect(frame.latestNotice, "it is on the disk").toContainText("Kept here");
}

/** Does something while the browser has no network and a colleague does something else; then comes back. */
export async function actAgainst(frame: Frame, mine: () => Promise<void>, theirs: () => Promise<void>): Promise<void> {
  await frame.page.context().setOffline(true);
  await expect(frame.chip).toHaveText(/^Offline/, { timeout: 40_000 });
  await mine();
  await expect(frame.chip).toContainText("queued");
  await theirs();
  await frame.page.context().setOffline(false);
}
