// The deck below the map: buttons, curve and scrubber.

import { type Locator, type Page } from "@playwright/test";

export class Deck {
  readonly deck: Locator;
  readonly scrubber: Locator;
  readonly speed: Locator;
  readonly time: Locator;
  readonly curve: Locator;

  constructor(readonly page: Page) {
    this.deck = page.getByRole("region", { name: "Playback" });
    this.scrubber = this.deck.getByRole("slider", { name: "Moment" });
    this.speed = this.deck.locator(".play-speed");
    this.time = this.deck.locator(".play-time");
    this.curve = this.deck.getByRole("img", { name: /^Speed over time/ });
  }

  button(name: string): Locator {
    return this.deck.getByRole("button", { name, exact: true });
  }

  /** The moment it is at, ms. */
  async moment(): Promise<number> {
    return Number(await this.scrubber.inputValue());
  }

  /** A driver with a way of late, the one with most positions. */
  async someone(url: string): Promise<string> {
    const answer = await this.page.request.get(`${url}/api/v1/topics/dispatch/positions`);
    const { rows } = (await answer.json()) as { rows: { id: string; speed: number }[] };
    let best = { id: "", n: 0 };
    for (const { id } of rows.slice(0, 12)) {
      const track = await this.page.request.get(`${url}/api/v1/tracks/${id}`, { headers: { "x-livedeck": "1" } });
      const n = ((await track.json()) as { points: unknown[] }).points.length;
      best = n > best.n ? { id, n } : best;
    }
    return best.id;
  }
}
