// The frame around every page: navigation, the connection chip, the banner, notices.

import { type Locator, type Page, expect } from "@playwright/test";

import { type Gateway } from "../gateway";

/** What the chip says of a page that follows the gateway; without sockets, requests do their work. */
export const LIVE = process.env.LIVEDECK_E2E_SOCKETS === "closed" ? /^(Live|Polling)/ : /^Live/;

/** The same, and nothing waits. */
export const SETTLED = process.env.LIVEDECK_E2E_SOCKETS === "closed" ? /^(Live|Polling · \d+\ss)$/ : /^Live$/;

export class Frame {
  readonly chip: Locator;
  readonly banner: Locator;
  readonly notices: Locator;
  /** Notices stand in a stack: the newest is the first of them. */
  readonly latestNotice: Locator;
  readonly main: Locator;

  constructor(
    readonly page: Page,
    readonly gateway: Gateway,
  ) {
    this.chip = page.locator("button.chip-conn");
    this.banner = page.locator(".banner");
    this.notices = page.locator(".toast");
    this.latestNotice = this.notices.first();
    this.main = page.locator("#main");
  }

  /** The app has started, and somebody is signed in. */
  async ready(): Promise<void> {
    await expect(this.chip).toBeVisible({ timeout: 20_000 });
  }

  /** Every topic follows the gateway. */
  async live(): Promise<void> {
    await expect(this.chip).toHaveText(LIVE, { timeout: 30_000 });
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.gateway.url + path);
    await this.ready();
  }

  /** Every part of the program is here; the door comes last. */
  async complete(): Promise<void> {
    const isHere = () => performance.getEntriesByType("resource").some((it) => it.name.includes("split_door"));
    await expect.poll(() => this.page.evaluate(isHere), { timeout: 30_000 }).toBe(true);
  }

  /** A link of the navigation. */
  link(name: string): Locator {
    return this.page.getByRole("navigation").first().getByRole("link", { name, exact: true });
  }

  /** Whether the page was loaded anew since `mark`. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => Object.assign(globalThis, { isTheSamePage: true }));
  }

  async isTheSamePage(): Promise<boolean> {
    return this.page.evaluate(() => "isTheSamePage" in globalThis);
  }
}
