// The dispatcher's desk: the list beside the map, the panel, and shipments as the gateway has them.

import { expect, type Locator, type Page } from "@playwright/test";

export type Shipment = { id: string; reference: string; status: string; driver?: string; driver_name?: string; ended_at?: number; changed_at?: number };
export type Driver = { id: string; name: string; duty: string; jobs: number; phone?: string };
export type Position = { id: string; at: number };

async function topic<Row>(page: Page, url: string, name: string): Promise<Row[]> {
  const answer = await page.request.get(`${url}/api/v1/topics/dispatch/${name}`);
  return ((await answer.json()) as { rows: Row[] }).rows;
}

export const shipments = (page: Page, url: string) => topic<Shipment>(page, url, "shipments");
export const drivers = (page: Page, url: string) => topic<Driver>(page, url, "drivers");
export const positions = (page: Page, url: string) => topic<Position>(page, url, "positions");

export async function shipment(page: Page, url: string, id: string): Promise<Shipment> {
  const found = (await shipments(page, url)).find((it) => it.id === id);
  if (!found) {
    throw new Error(`there is no shipment ${id}`);
  }
  return found;
}

/** Orders a shipment as a dispatcher's program would; nobody else has anything to do with it. */
export async function order(page: Page, url: string, reference: string): Promise<string> {
  const desk = new Desk(page);
  await page.goto(`${url}/dispatch/shipments`);
  await desk.create(reference);
  await page.waitForFunction(() => document.querySelector("dialog[open]") === null);
  const id = async () => (await shipments(page, url)).find((it) => it.reference === reference)?.id;
  await expect.poll(id).toBeTruthy();
  return (await id())!;
}

export class Desk {
  readonly list: Locator;
  readonly map: Locator;
  readonly panel: Locator;
  readonly lines: Locator;

  constructor(readonly page: Page) {
    this.list = page.locator(".dlist");
    this.lines = this.list.locator(".dr");
    this.map = page.getByRole("application");
    this.panel = page.locator(".dpeek");
  }

  /** How many drivers the map says it shows. */
  async shown(): Promise<number> {
    return Number(/\d+/.exec((await this.map.getAttribute("aria-label")) ?? "")?.[0]);
  }

  line(name: string): Locator {
    return this.lines.filter({ hasText: name });
  }

  /** Writes a new shipment into the dialog and asks for it. */
  async create(reference: string): Promise<void> {
    const { page } = this;
    await page.getByRole("button", { name: "New shipment" }).click();
    const dialog = page.getByRole("dialog", { name: "New shipment" });
    await dialog.getByLabel("Reference").fill(reference);
    await dialog.getByLabel("Goods").fill("12 pallets brick");
    await dialog.getByLabel("Weight (t)").fill("8.4");
    for (const [index, name] of ["Pick-up", "Drop"].entries()) {
      await dialog.getByLabel(name, { exact: true }).fill(`Test yard ${index + 1}`);
      await dialog.getByLabel("Latitude").nth(index).fill(`55.5${index}`);
      await dialog.getByLabel("Longitude").nth(index).fill("4.51");
    }
    await dialog.getByRole("button", { name: "Create shipment" }).click();
  }
}
