// How a page comes up for the first time: in few files, with nothing said that is not known yet, and nothing that jumps.

import { PASSWORD, email, expect, test } from "../test";

test.use({ viewport: { width: 412, height: 823 }, hasTouch: true, isMobile: true });

declare global {
  interface Window {
    said: Set<string>;
    shifts: number[];
  }
}

test("RW15 the driver's page says nothing of a shift before it knows, and does not jump", async ({ page, problems, sharedGateway }) => {
  void problems;
  const api = `${sharedGateway.url}/api/v1`;
  const signed = await page.request.post(`${api}/session`, {
    headers: { "x-livedeck": "1" },
    data: { email: email("driver"), password: PASSWORD },
  });
  expect(signed.ok()).toBe(true);
  await page.addInitScript(() => {
    window.said = new Set();
    window.shifts = [];
    const look = () => {
      for (const it of document.querySelectorAll(".drive h1, .truth b, .drive .empty")) {
        window.said.add(it.textContent ?? "");
      }
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    new PerformanceObserver((list) => {
      window.shifts.push(...list.getEntries().map((it) => (it as PerformanceEntry & { value: number }).value));
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${sharedGateway.url}/drive`);
  const title = page.getByRole("heading", { level: 1 });
  await expect(page.locator(".drive-foot button").first()).toBeVisible();
  const shown = (await title.textContent()) ?? "";
  expect(shown).toMatch(/shift|break|breakdown/i);

  const said = await page.evaluate(() => [...window.said]);
  expect(said).toContain("Looking up your shift…");
  // Whether they are at work was never told otherwise than as it is.
  const words = ["On shift", "Off shift", "On a break", "Breakdown"].filter((it) => said.includes(it));
  expect(words).toEqual([shown]);
  expect(said.filter((it) => /not set up as a driver/.test(it))).toEqual([]);
  const jumped = await page.evaluate(() => window.shifts.reduce((sum, it) => sum + it, 0));
  expect(jumped).toBeLessThan(0.05);
});

test("a page comes in few files", async ({ page, problems, sharedGateway }) => {
  void problems;
  // Nothing is fetched ahead of use by who saves data.
  await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  const files = new Set<string>();
  page.on("request", (it) => {
    if (/\/(split|chunk)_.*\.wasm$/.test(it.url())) files.add(it.url());
  });
  await page.request.post(`${sharedGateway.url}/api/v1/session`, {
    headers: { "x-livedeck": "1" },
    data: { email: email("driver"), password: PASSWORD },
  });
  await page.goto(`${sharedGateway.url}/drive`);
  await expect(page.locator(".drive-foot button").first()).toBeVisible();
  // The page itself and what tabs share, with what either shares with other pages.
  expect(files.size).toBeGreaterThan(1);
  expect(files.size).toBeLessThanOrEqual(12);
});
