// The very first minute of an empty gateway: a link that works once, a password, and a fleet without vehicles.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { BINARY } from "../gateway";
import { expect, test } from "../test";
import { LIVE } from "../pages/frame";

test.use({ gatewayOptions: { empty: true, arguments: ["--no-demo", "--log", "warn"] } });

const PASSWORD = "a sentence to remember";

test("the one-time link sets the password, once", async ({ ownGateway, page, problems }) => {
  problems.allow(/status of 4\d\d.*\/api\/v1\/welcome/);
  const secret = /\/welcome#(\S+)/.exec(ownGateway.log)?.[1];
  expect(secret, ownGateway.log).toBeTruthy();
  const link = `${ownGateway.url}/welcome#${secret}`;

  await page.goto(link);
  await page.locator("#password").fill("short");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.locator("#password-note")).toContainText(/12/);

  await page.locator("#password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.locator("button.chip-conn")).toHaveText(LIVE, { timeout: 30_000 });
  expect(page.url(), "the secret leaves the address").not.toContain(secret as string);
  await expect(page.locator(".kpi[aria-busy=true]")).toHaveCount(0);

  await page.goto(`${ownGateway.url}/fleet/vehicles`);
  await expect(page.getByText("There are no vehicles yet.")).toBeVisible();
  await expect(page.getByText("livedeck-gateway vehicle add")).toBeVisible();

  // What it says is what works, beside the gateway that runs.
  const database = join(ownGateway.folder, "livedeck.sqlite");
  const told = execFileSync(BINARY, ["vehicle", "add", "--plate", "LD 7001", "--database", database], { encoding: "utf8" });
  const key = /device identifier +(\S+)/.exec(told)?.[1];
  expect(key, told).toBeTruthy();
  const report = await page.request.post(`${ownGateway.url}/ingest/osmand?id=${key}&lat=52.52&lon=13.405&speed=10`);
  expect(report.status()).toBe(200);
  await expect(page.getByRole("grid").getByText("LD 7001")).toBeVisible();

  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByText("This link was used already")).toBeVisible();
  await expect(page.locator("#password"), "nobody types for nothing").toBeHidden();
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(page.locator("button.chip-conn"), "still signed in").toHaveText(LIVE);
});
