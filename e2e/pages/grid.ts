// A table of live rows: vehicles, violations.

import { type Locator, type Page } from "@playwright/test";

export class Grid {
  readonly grid: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole("grid");
    this.rows = this.grid.locator(".grid-body [role=row]:visible");
  }

  /** The heading of a column. */
  head(name: string): Locator {
    return this.grid.getByRole("columnheader", { name });
  }

  /** How many rows there are in all, drawn or not. */
  async count(): Promise<number> {
    return Number(await this.grid.getAttribute("aria-rowcount")) - 1;
  }

  /** Whether rows are drawn where the pane now stands: after a scroll that is one frame late. */
  async drawnHere(): Promise<boolean> {
    return this.rows.evaluateAll((rows) => {
      const pane = rows[0].closest(".grid-pane")!.getBoundingClientRect();
      const middle = (pane.top + pane.bottom) / 2;
      return rows.map((it) => it.getBoundingClientRect()).some((it) => it.top <= middle && middle <= it.bottom);
    });
  }

  /** A column's cells as they are drawn, from top to bottom. */
  async column(id: string): Promise<string[]> {
    const rows = await this.rows.evaluateAll(
      (rows, id) =>
        rows.map((row) => ({
          at: Number(row.getAttribute("aria-rowindex")),
          text: row.querySelector(`[data-column="${id}"]`)?.textContent?.trim() ?? "",
        })),
      id,
    );
    return rows.sort((a, b) => a.at - b.at).map((it) => it.text);
  }
}
