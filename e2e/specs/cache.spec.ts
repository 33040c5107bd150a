// A reload paints what was last known, says how old it is, and then goes on by position instead of loading all again.

import { expect, test } from "../test";
import { Grid } from "../pages/grid";
import { pause } from "../gateway";

test("a reload resumes by position", async ({ open, page }) => {
  const frame = await open("/fleet/vehicles");
  await frame.live();
  // The app writes its cache in quiet moments.
  await pause(3_000);
  const hellos: string[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => hellos.push(payload.toString())));

  await page.reload();
  await frame.live();

  expect(hellos[0]).toMatch(/hello/);
  expect(hellos[0]).toMatch(/fleet\/vehicles.*at/s);
  expect(await new Grid(page).count()).toBe(60);
});

test("without a gateway the last screen is there, with its age", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/vehicles");
  await frame.live();
  await pause(3_000);
  // The files come from another gateway's memory or not at all: what is tested is the rows, so only the API goes.
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  await page.routeWebSocket(/\/api\/v1\/socket/, (socket) => socket.close());

  await page.reload();

  await expect(new Grid(page).rows.first()).toBeVisible();
  await expect(frame.chip).not.toHaveText(/^Live/);
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
