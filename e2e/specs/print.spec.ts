// The report on paper: without what only a screen needs, and with nothing cut off.

import { expect, test } from "../test";

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
        if (box.classList.contains("trunc") || box.classList.contains("vh") || it.closest("svg, canvas")) {
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

  const paper = await page.pdf({ format: "A4" });

  expect(paper.length).toBeGreaterThan(20_000);
  expect(paper.toString("latin1").match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(3);
  // On the way to the paper the drawing is as wide as the paper has room for.
  const width = () => page.locator(".day-chart canvas").evaluate((it) => it.clientWidth);
  const wide = await width();
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  expect(await width()).toBeLessThanOrEqual(PAPER.width);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect.poll(width).toBe(wide);
});
