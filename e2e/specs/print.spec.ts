// The report on paper: without what only a screen needs, and with nothing cut off.

import { expect, test } from "../test";
import { Grid } from "../pages/grid";

// A4 without its margins, px.
const PAPER = { width: 688, height: 1016 };

test("a vehicle's report can be printed", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/kv-4821");
  await frame.live();
  await expect(page.getByRole("heading", { name: "Trips and stops" })).toBeVisible();
  await expect(page.locator(".trips tbody tr").first()).toBeVisible();

  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print" });

  for (const part of [".rail", ".top", ".tabs", ".toasts", ".report button", ".report nav"]) {
    for (const it of await page.locator(part).all()) {
      await expect(it, part).toBeHidden();
    }
  }
  await expect(page.locator(".report h2").first()).toBeVisible();
  await expect(page.getByText(/^Printed /)).toBeVisible();
  const cut = await page.locator(".report, .report *").evaluateAll((all) =>
    all
      .filter((it) => {
        const style = getComputedStyle(it);
        const hides = (axis: string) => axis !== "visible";
        const box = it as HTMLElement;
        // The words of a gap that is too narrow for them wrap out of sight.
        if (box.classList.contains("trunc") || box.classList.contains("vh") || it.closest("svg, canvas, .time-chart-gap")) {
          return false;
        }
        return (
          (hides(style.overflowY) && box.scrollHeight > box.clientHeight + 2) ||
          (hides(style.overflowX) && box.scrollWidth > box.clientWidth + 2)
        );
      })
      .map((it) => `${it.tagName} ${it.className}`),
  );
  expect(cut).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PAPER.width);
  // What runs on a screen stands still on paper.
  const age = page.locator(".chart-card .age");
  await expect(age).toHaveAttribute("data-paper", /^as of \d\d:\d\d:\d\d /);
  await expect(age.locator("[aria-hidden]")).toBeHidden();
});

test("a day fits on three sheets, with its chart whole", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/kv-4821");
  await frame.live();
  await expect(page.locator(".trips tbody tr").first()).toBeVisible();
  await expect(page.locator(".day-chart canvas")).toBeVisible();

  const width = () => page.locator(".day-chart canvas").evaluate((it) => it.clientWidth);
  const wide = await width();

  const paper = await page.pdf({ format: "A4" });

  expect(paper.length).toBeGreaterThan(20_000);
  expect(paper.toString("latin1").match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(3);
  // On the way to the paper the drawing is as wide as the paper has room for.
  await expect.poll(width).toBe(wide);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  expect(await width()).toBeLessThanOrEqual(PAPER.width);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect.poll(width).toBe(wide);
});

test("a list is printed with all its rows, not with those in sight", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles?status=moving,idle,stopped,offline&sort=-speed");
  await frame.live();
  const grid = new Grid(page);
  await expect(grid.rows.first()).toBeVisible();
  const count = await grid.count();
  expect(await grid.rows.count(), "not all of them are in sight").toBeLessThan(count);

  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)!.length, "more than a window full").toBeGreaterThan(1);

  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const paper = page.locator(".list-paper");
  await expect(paper.locator("tbody tr")).toHaveCount(count);
  await expect(paper).toContainText(`${count} vehicles shown · Status: Moving, Idle, Stopped, Offline · Sorted by speed`);
  await expect(paper).toContainText(/as of \d+\s\w+\s\d{4}, \d\d:\d\d:\d\d UTC/);
  // An age would be wrong by the time it is read.
  await expect(paper.locator("tbody tr").first().locator("td").last()).toHaveText(/^\d+\s\w+\s\d{4}, \d\d:\d\d:\d\d$/);
  await expect(page.locator(".grid-pane")).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1440);

  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect(paper).toHaveCount(0);
});

test("paper has the columns that were chosen, however narrow the window is", async ({ open, page }) => {
  await page.setViewportSize({ width: 700, height: 800 });
  const frame = await open("/fleet/vehicles");
  await frame.live();
  const shown = page.locator(".grid [role=columnheader]");
  await expect(shown.first()).toBeVisible();
  await expect(shown.filter({ hasText: "Depot" }), "no room for it").toHaveCount(0);

  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));

  await expect(page.locator(".list-paper th")).toContainText(["Vehicle", "Depot", "Place", "Last position"]);
});

test("the queue is printed with its view", async ({ open, page }) => {
  const frame = await open("/fleet/violations?view=everything");
  await frame.live();
  const grid = new Grid(page);
  await expect(grid.rows.first()).toBeVisible();
  const count = await grid.count();

  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));

  await expect(page.locator(".list-paper tbody tr")).toHaveCount(Math.min(count, 1_000));
  await expect(page.locator(".list-paper")).toContainText(/Everything · [\d,]+ violations? shown/);
});
