// Takes the pictures of the README from the real app: `cargo xtask screens`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { ROOT, pause, signedIn, withBrowser, withGateway } from "./site.mjs";

const FOLDER = join(ROOT, "docs/images");
// Charts draw themselves, and a few minutes of the world make the ages differ.
const SETTLE_MS = 4_000;

const PICTURES = [
  ["overview", "/fleet", [1440, 390]],
  ["vehicles", "/fleet/vehicles", [1440, 390]],
  ["violations", "/fleet/violations", [1440]],
  ["report", "/fleet/vehicles/kv-4821", [1440]],
  ["diagnostics", "/diagnostics", [1440]],
];

mkdirSync(FOLDER, { recursive: true });
await withGateway(["--seed", "1"], (url) =>
  withBrowser(async (browser) => {
    for (const colorScheme of ["light", "dark"]) {
      for (const [name, path, widths] of PICTURES) {
        for (const width of widths) {
          const height = width < 500 ? 844 : 900;
          const page = await signedIn(browser, url, { colorScheme, viewport: { width, height } });
          await page.goto(url + path);
          await page.locator("button.chip-conn", { hasText: "Live" }).waitFor();
          await pause(SETTLE_MS);
          const file = `${name}-${width < 500 ? "phone-" : ""}${colorScheme}.png`;
          await page.screenshot({ path: join(FOLDER, file) });
          console.log(`docs/images/${file}`);
          await page.context().close();
        }
      }
    }
  }),
);
