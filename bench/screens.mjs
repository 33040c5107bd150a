// Takes the pictures of the README from the real app: `cargo xtask screens`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { ROOT, pause, signedIn, withBrowser, withGateway } from "./site.mjs";

const FOLDER = join(ROOT, "docs/images");
// Charts draw themselves, and a few minutes of the world make the ages differ.
const SETTLE_MS = 4_000;

const PICTURES = [
  ["overview-light", "/fleet", "light", { width: 1440, height: 900 }],
  ["overview-phone-light", "/fleet", "light", { width: 390, height: 844 }],
  ["vehicles-dark", "/fleet/vehicles", "dark", { width: 1440, height: 900 }],
  ["report-light", "/fleet/vehicles/kv-4821", "light", { width: 1440, height: 900 }],
  ["dispatch-light", "/dispatch", "light", { width: 1440, height: 900 }, { email: "dispatcher@livedeck.test" }],
  ["drive-phone-light", "/drive", "light", { width: 390, height: 844 }, { email: "driver@livedeck.test" }],
];

mkdirSync(FOLDER, { recursive: true });
await withGateway(["--seed", "1"], (url) =>
  withBrowser(async (browser) => {
    for (const [name, path, colorScheme, viewport, options] of PICTURES) {
      const page = await signedIn(browser, url, { colorScheme, viewport, ...options });
      await page.goto(url + path);
      // A driver's page has no chip; the line at its top says how dispatch sees them.
      await page.locator("button.chip-conn", { hasText: "Live" }).or(page.locator(".truth")).waitFor();
      await pause(SETTLE_MS);
      await page.screenshot({ path: join(FOLDER, `${name}.png`) });
      console.log(`docs/images/${name}.png`);
      await page.context().close();
    }
  }),
);
