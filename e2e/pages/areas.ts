// Areas on the map: the list, the drawing board, and areas as the gateway has them.

import { type Locator, type Page } from "@playwright/test";

export type Area = { id: string; name: string; ring: [number, number][]; retired?: boolean };

/** Areas as the gateway has them. */
export async function areas(page: Page, url: string): Promise<Area[]> {
  const answer = await page.request.get(`${url}/api/v1/topics/dispatch/geofences`);
  return ((await answer.json()) as { rows: Area[] }).rows;
}

/** One of them, by its name; undefined while there is none. */
export async function area(page: Page, url: string, name: string): Promise<Area | undefined> {
  return (await areas(page, url)).find((it) => it.name === name);
}

export class Board {
  readonly map: Locator;
  readonly lines: Locator;
  readonly panel: Locator;

  constructor(readonly page: Page) {
    this.map = page.getByRole("application");
    this.lines = page.locator(".dlist [data-area]");
    this.panel = page.locator(".dpeek");
  }

  /** The map is there, and can be moved. */
  async ready(): Promise<void> {
    await this.page.locator(".map-ground canvas").waitFor();
    await this.page.locator(".map-scale").waitFor();
  }

  async draw(): Promise<void> {
    await this.page.getByRole("button", { name: "Draw an area" }).click();
    await this.panel.getByRole("heading", { name: "New area" }).waitFor();
  }

  /** Sets corners where the keys lead, each a few steps from the one before. */
  async drawByKeys(ways: string[][]): Promise<void> {
    for (const way of ways) {
      for (const key of way) {
        await this.page.keyboard.press(key);
        // Every step ends before the next begins, as a hand would do it.
        await this.page.waitForTimeout(350);
      }
      await this.page.keyboard.press("Enter");
    }
  }

  /** How many corners the form has. */
  async corners(): Promise<number> {
    const text = await this.panel.getByLabel("Corners").inputValue();
    return text.split("\n").filter((it) => it.trim() !== "").length;
  }

  async save(name: string): Promise<void> {
    await this.panel.getByLabel("Name").fill(name);
    await this.panel.getByRole("button", { name: "Save area" }).click();
  }

  line(name: string): Locator {
    return this.lines.filter({ hasText: name });
  }
}
