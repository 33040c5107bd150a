// A reload paints what was last known, says how old it is, and then goes on by position instead of loading all again.

import { Api } from "../api";
import { expect, needsSocket, test } from "../test";
import { Grid } from "../pages/grid";
import { pause } from "../gateway";
import { LIVE } from "../pages/frame";

test("a reload resumes by position", async ({ open, page }) => {
  needsSocket();
  const frame = await open("/fleet/vehicles");
  await frame.live();
  // The app writes its cache in quiet moments.
  await pause(3_000);
  // Chromium tells nobody what is sent in binary; a proxy sees it.
  const api = await Api.of(page);

  await page.reload();
  await frame.live();

  expect(api.said[0]).toMatch(/hello/);
  expect(api.said[0]).toMatch(/fleet\/vehicles.*at/s);
  expect(await new Grid(page).count()).toBe(60);
});

test("without a gateway the last screen is there, with its age", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/vehicles");
  await frame.live();
  await pause(3_000);
  // The files come from another gateway's memory or not at all: what is tested is the rows, so only the API goes.
  (await Api.of(page)).cut();

  await page.reload();

  await expect(new Grid(page).rows.first()).toBeVisible();
  await expect(frame.chip).not.toHaveText(LIVE);
  await expect(frame.banner).toContainText(/Data is from/, { timeout: 15_000 });
  void ownGateway;
});

test("a spoiled cache is thrown away", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles");
  await frame.live();
  await pause(3_000);
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) {
      localStorage.setItem(key, '{"half a reco');
    }
  });

  await page.reload();

  await frame.live();
  expect(await new Grid(page).count()).toBe(60);
});

test.describe("with 10,000 vehicles", () => {
  test.use({ gatewayOptions: { empty: true, arguments: ["--seed", "1", "--vehicles", "10000", "--log", "warn"] } });

  test("the last screen is there too, and is gone on from by position", async ({ ownGateway, open, page, problems }) => {
    needsSocket();
    test.setTimeout(240_000);
    problems.allowOutage();
    const frame = await open("/fleet/vehicles");
    await frame.live();
    // They do not fit where small topics are kept.
    await expect.poll(() => page.evaluate(large), { timeout: 120_000 }).toContain("fleet/vehicles");
    const api = await Api.of(page);
    api.cut();

    await page.reload();
    await expect.poll(() => new Grid(page).count()).toBe(10_000);
    await expect(frame.chip).not.toHaveText(LIVE);

    api.letThrough();
    await page.reload();
    await frame.live();
    expect(api.said[0]).toMatch(/fleet\/vehicles.*at/s);
    expect(await new Grid(page).count()).toBe(10_000);
    void ownGateway;
  });
});

/** Runs in the page: the large topics that are kept. */
const large = () =>
  new Promise<IDBValidKey[]>((resolve) => {
    const opening = indexedDB.open("livedeck-rows");
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => resolve([]);
    opening.onsuccess = () => {
      const reading = opening.result.transaction("texts").objectStore("texts").getAllKeys();
      reading.onsuccess = () => {
        opening.result.close();
        resolve(reading.result);
      };
    };
  });
