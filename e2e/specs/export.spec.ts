// An exported file holds what is seen: the same rows, in the same order, with the same words.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";
import { Grid } from "../pages/grid";
import { parse } from "../csv";

/** Narrow and without blanks that only a screen needs. */
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, " ").trim();

async function exported(page: Page): Promise<{ heads: string[]; rows: string[][] }> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  const [heads, ...rows] = parse((await (await file.createReadStream()).toArray()).join(""));
  return { heads, rows };
}

/** Nothing changes any more while it is compared. */
async function pause(page: Page): Promise<void> {
  await expect(new Grid(page).rows.first()).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
}

test("the vehicles' file is the table", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles?q=mixer&sort=-fuel");
  await frame.live();
  await pause(page);
  const grid = new Grid(page);
  const { heads, rows } = await exported(page);

  expect(heads.slice(0, 4)).toEqual(["Vehicle", "Kind", "Gross mass (t)", "Status"]);
  expect(heads, "a moment is no age").toContain("Last position");
  expect(heads.filter((it) => it.length < 3)).toEqual([]);
  // The strip of a day is counted in a file: quarters of an hour, by what mostly was, a day in all.
  const quarters = heads.flatMap((it, index) => (it.endsWith("(quarters of an hour, last 24 h)") ? [index] : []));
  expect(quarters).toHaveLength(6);
  for (const row of rows) {
    expect(quarters.reduce((sum, index) => sum + Number(row[index]), 0)).toBe(24 * 4);
  }
  expect(rows.length).toBe(await grid.count());
  const file = (name: string) => rows.map((row) => row[heads.indexOf(name)]);
  const seen = async (id: string) => (await grid.column(id)).map(plain).map((it) => (it === "–" ? "" : it));
  expect(file("Vehicle")).toEqual((await seen("vehicle")).map((it) => it.slice(0, 7)));
  expect(file("Status")).toEqual(await seen("status"));
  expect(file("Driver")).toEqual(await seen("driver"));
  expect(file("Speed (km/h)")).toEqual((await seen("speed")).map((it) => it.replace(" km/h", "")));
  expect(file("Fuel (%)")).toEqual((await seen("fuel")).map((it) => it.replace(/ ?%?–?$/, "")));
  expect(new Set(file("Kind"))).toEqual(new Set(["Mixer"]));
});

test("the violations' file is the queue", async ({ open, page }) => {
  const frame = await open("/fleet/violations?view=everything&severity=critical", "dispatcher");
  await frame.live();
  await pause(page);
  const grid = new Grid(page);
  const { heads, rows } = await exported(page);

  expect(rows.length).toBe(await grid.count());
  expect(heads, "what is there to act with is no data").not.toContain("Actions");
  expect(heads.every((it) => it.length > 3)).toBe(true);
  const shown = await grid.column("vehicle");
  const file = (name: string) => rows.map((row) => plain(row[heads.indexOf(name)])).slice(0, shown.length);
  const seen = async (id: string) => (await grid.column(id)).map(plain);
  expect(file("Vehicle")).toEqual(shown);
  expect(file("Violation")).toEqual((await seen("violation")).map((it) => it.replace(/\s+/g, " ")));
  expect(file("Severity")).toEqual(await seen("severity"));
  expect(file("State")).toEqual(await seen("state"));
  expect(file("Place")).toEqual(await seen("place"));
  expect(file("Time").every((it) => /^\d{4}-\d\d-\d\dT/.test(it))).toBe(true);
});
