// The band over the desk of the past, and what the gateway says of that moment.

import { type Locator, type Page } from "@playwright/test";

const HEADERS = { "x-livedeck": "1" };

export type Past = {
  at: number;
  positions: [driver: string, at: number, lat: number, lng: number][];
  drivers: { id: string; name: string; duty: string }[];
  shipments: { id: string; reference: string; status: string }[];
};

export class TimeMachine {
  readonly band: Locator;
  readonly scrubber: Locator;
  readonly sentence: Locator;
  readonly tool: Locator;
  readonly desk: Locator;

  constructor(readonly page: Page) {
    this.band = page.getByRole("region", { name: "Time machine" });
    this.scrubber = this.band.getByRole("slider", { name: "Moment" });
    this.sentence = this.band.locator(".past-at");
    this.tool = page.locator(".past-tool").getByRole("button", { name: "Time machine" });
    this.desk = page.locator(".disp");
  }

  button(name: string): Locator {
    return this.band.getByRole("button", { name });
  }

  /** The moment of the slider, ms. */
  async moment(): Promise<number> {
    return Number(await this.scrubber.inputValue());
  }

  /** What the gateway says of a moment. */
  async told(url: string, at: number): Promise<Past> {
    const answer = await this.page.request.get(`${url}/api/v1/tracks?at=${at}`, { headers: HEADERS });
    return (await answer.json()) as Past;
  }

  /** Asks for a change over HTTP, as whoever is signed in in this browser. */
  async change(url: string, id: string, name: string, args: object): Promise<void> {
    const hello = { v: 1, build: "e2e", device: `e2e-${id}`, conn: 1, subs: [] };
    const answer = await this.page.request.post(`${url}/api/v1/sync`, {
      headers: HEADERS,
      data: [{ hello }, { mut: { id, name, args } }],
    });
    const text = await answer.text();
    if (!text.includes('"ack"')) {
      throw new Error(text);
    }
  }

  /** Reports where the signed-in driver is. */
  async report(url: string, fixes: [at: number, lat: number, lng: number][]): Promise<void> {
    const data = { driver: "u-driver", fixes: fixes.map(([at, lat, lng]) => [at, lat, lng, 8, 30, 90]) };
    const answer = await this.page.request.post(`${url}/api/v1/positions`, { headers: HEADERS, data });
    const { kept } = (await answer.json()) as { kept: number };
    if (kept !== fixes.length) {
      throw new Error(`${kept} of ${fixes.length} kept`);
    }
  }
}
