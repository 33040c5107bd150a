// Back and forward: browsers keep a page that is left as it is, and show it again without loading it.

import { expect, test } from "../test";

// Playwright switches it off.
test.use({
  launchOptions: async ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
});

test("a page that comes back from the back-forward cache is live at once and misses nothing", async ({ open, page, problems }) => {
  // Chromium says so of a socket that was left open, and of a page without an icon.
  problems.allow(/Page entered Back-Forward Cache/, /favicon\.ico/);
  const frame = await open("/fleet");
  await frame.live();
  await page.evaluate(() => {
    addEventListener("pageshow", (event) => Object.assign(globalThis, { wasKept: event.persisted }));
  });

  await page.goto("/api/health/socket");
  await page.goBack({ waitUntil: "commit" });

  const why = () => {
    const [entry] = performance.getEntriesByType("navigation") as (PerformanceNavigationTiming & { notRestoredReasons?: unknown })[];
    return JSON.stringify(entry.notRestoredReasons);
  };
  const wasKept = () => page.evaluate(() => (globalThis as { wasKept?: boolean }).wasKept);
  await expect.poll(wasKept, await page.evaluate(why)).toBe(true);
  await frame.live();
});
