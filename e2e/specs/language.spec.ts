// Another language reaches every page: nothing of the navigation and no known label stays English.

import { expect, test } from "../test";

const ROUTES = ["/fleet", "/fleet/vehicles", "/fleet/vehicles?sel=kv-4821", "/fleet/violations", "/diagnostics", "/settings", "/help"];

// Words that stand on these pages in English and in no French sentence.
const ENGLISH =
  /\b(Overview|Vehicles?|Diagnostics|Settings|Help|Live|Severity|Driver|Place|Assignee|Unassigned|Moving|Stopped|Offline|Search|Export CSV|Columns|Fuel|Depot(?! street)|Speeding|Geofence|left|entered|Today|Yesterday|shown|with|and|the)\b/;

test("French is chosen once and read everywhere", async ({ open, page }) => {
  const frame = await open("/settings");
  await page.getByLabel("Language").selectOption("fr");

  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  for (const name of ["Aperçu", "Véhicules", "Infractions", "Réglages", "Aide"]) {
    await expect(page.getByRole("navigation").first().getByRole("link", { name })).toBeVisible();
  }

  const left: string[] = [];
  for (const route of ROUTES) {
    await page.goto(frame.gateway.url + route);
    await expect(frame.chip).toHaveText(/^(En direct|Par requêtes)/, { timeout: 30_000 });
    await expect(page.locator("#title")).not.toHaveText("");
    const text = await page.locator("body").innerText();
    for (const line of text.split("\n")) {
      if (ENGLISH.test(line)) {
        left.push(`${route}: ${line}`);
      }
    }
  }
  expect(left).toEqual([]);
});

test.describe("in a French browser", () => {
  test.use({ locale: "fr-FR" });

  test("nobody has to choose", async ({ open, page }) => {
    await open("/fleet/vehicles/kv-4821");
    await expect(page.locator("html")).toHaveAttribute("lang", "fr");
    const log = page.getByRole("log");
    await expect(log).toBeVisible();
    expect(await log.innerText(), "the log of the vehicle").not.toMatch(/\b(start|end|engine|left|entered|lost)\b/);
  });
});
