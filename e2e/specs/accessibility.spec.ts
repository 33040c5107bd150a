// axe on every route, in light and dark, at a desk and on a phone: no finding.

import AxeBuilder from "@axe-core/playwright";

import { expect, test } from "../test";

// axe comes in as a string, which the page's own policy rightly refuses.
test.use({ bypassCSP: true });

/** The routes of one area are looked at in one sitting. */
const AREAS = {
  fleet: [
    "/fleet",
    "/fleet/vehicles",
    "/fleet/vehicles?sel=kv-4821",
    "/fleet/vehicles/kv-4821",
    "/fleet/vehicles/no-such-vehicle",
    "/fleet/violations?severity=zzz",
    "/fleet/violations",
  ],
  dispatch: [
    "/dispatch",
    "/dispatch?tab=shipments",
    "/dispatch/shipments",
    "/dispatch/shipments?view=board",
    "/dispatch/drivers",
  ],
  others: ["/diagnostics", "/settings", "/help", "/no-such-page"],
};

/** All but the minor ones. */
const COUNTS = new Set(["moderate", "serious", "critical"]);

for (const [area, routes] of Object.entries(AREAS)) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    for (const scheme of ["light", "dark"] as const) {
      test(`no finding in ${area}, ${scheme}, ${width} px`, async ({ open, page }) => {
        test.setTimeout(300_000);
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        const frame = await open("/fleet", "manager");
        const found: string[] = [];
        const look = async (where: string, page: AxeBuilder) => {
          const { violations } = await page.analyze();
          for (const { id, impact, nodes } of violations) {
            if (COUNTS.has(impact ?? "")) {
              found.push(`${where}: ${id} at ${nodes.map((it) => it.target.join(" ")).slice(0, 4).join(", ")}`);
            }
          }
        };
        for (const route of routes) {
          await frame.go(route);
          await frame.live();
          await look(route, new AxeBuilder({ page }));
        }
        // What opens is part of the page too.
        await page.locator("button.bell").click();
        await look("bell", new AxeBuilder({ page }).include("#bell"));
        expect(found).toEqual([]);
      });
    }
  }
}
