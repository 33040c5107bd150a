// One vehicle, one day: whoever adds up the table finds the figures, and chart and table tell of the same trip.

import { expect, test } from "../test";

test("the lengths of a day fit their times and add up", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/kv-4821");
  await frame.live();
  await expect(page.locator(".trips tbody tr").first()).toBeVisible();

  // At one moment: the day goes on.
  const [driving, rows] = await page.evaluate(() => {
    const words = (it: Element | null) => it?.textContent?.trim() ?? "";
    const rows = [...document.querySelectorAll(".trips tbody tr")].map((it) => [1, 4].map((n) => words(it.querySelector(`td:nth-child(${n})`))));
    return [words(document.querySelectorAll(".rk-value")[1]), rows] as const;
  });

  const minutes = (text: string) => {
    const of = (unit: string) => Number(new RegExp(`(\\d+)\\s${unit}`).exec(text)?.[1] ?? 0);
    return of("h") * 60 + of("min");
  };
  for (const [times, length] of rows) {
    const clock = [...times.matchAll(/(\d\d):(\d\d)/g)].map((it) => Number(it[1]) * 60 + Number(it[2]));
    if (clock.length === 2 && clock[1] >= clock[0]) {
      expect(minutes(length), times).toBe(clock[1] - clock[0]);
    }
  }
  const trips = rows.filter(([times]) => times.startsWith("Trip"));
  expect(trips.reduce((sum, [, length]) => sum + minutes(length), 0)).toBe(minutes(driving));
});

test("the chart tells of the trip that the table marks", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles/kv-4821");
  await frame.live();
  const slider = page.locator(".time-chart-slider");
  await slider.focus();

  for (let step = 0; step < 6; step += 1) {
    await slider.press("ArrowLeft");
    const [tip, marked] = await page.evaluate(() =>
      [".chart-tip", ".trips tr[data-marked='true'] td"].map((it) => document.querySelector(it)?.textContent ?? ""),
    );
    const times = /\d\d:\d\d–(\d\d:\d\d|now)/;
    expect(times.exec(tip)?.[0], tip).toBe(times.exec(marked)?.[0]);
  }
});
