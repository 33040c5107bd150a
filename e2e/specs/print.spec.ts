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
  const paper = await page.pdf({ format: "A4" });
  expect(paper.length).toBeGreaterThan(20_000);
});
