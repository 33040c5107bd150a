// The first visit: signing in, being refused, signing out, and where one lands.

import { type Page } from "@playwright/test";

import { PASSWORD, email, expect, test } from "../test";
import { SignIn } from "../pages/sign_in";
import { Frame, LIVE } from "../pages/frame";

test("a first visit leads through sign-in to the overview", async ({ page, sharedGateway, problems }) => {
  void problems;
  await page.goto(sharedGateway.url);
  await new SignIn(page).as(email("dispatcher"), PASSWORD);

  await expect(page.locator(".kpi").first()).toBeVisible();
  await expect(page.locator("button.chip-conn")).toHaveText(LIVE);
});

test("a deep link survives sign-in", async ({ page, sharedGateway, problems }) => {
  void problems;
  await page.goto(`${sharedGateway.url}/fleet/violations?severity=critical`);
  await new SignIn(page).as(email("manager"), PASSWORD);

  await expect(page.getByRole("grid")).toBeVisible();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/fleet/violations?severity=critical");
});

test("a wrong password is refused with a reason", async ({ page, sharedGateway, problems }) => {
  problems.allow(/status of 401/);
  await page.goto(sharedGateway.url);
  const signIn = new SignIn(page);
  await signIn.as(email("buyer"), "not the password");

  await expect(page.getByText(/do not match/)).toBeVisible();
  await expect(signIn.password).toBeVisible();
});

const signOut = async (page: Page) => {
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
};

test("a late answer about who was signed in does not bring them back", async ({ open, page }) => {
  const frame = await open("/settings", "dispatcher");
  await frame.live();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/api\/v1\/session$/, async (route) => {
    if (route.request().method() !== "GET") {
      return route.continue();
    }
    const answer = await route.fetch();
    await held;
    await route.fulfill({ response: answer });
  });
  const asked = page.waitForRequest(/\/api\/v1\/session$/);
  await page.reload();
  await asked;
  await signOut(page);
  await expect(new SignIn(page).email).toBeVisible();

  const ended = page.waitForResponse((it) => it.request().method() === "DELETE");
  release();
  expect((await ended).status()).toBe(204);
  await expect(new SignIn(page).email).toBeVisible();

  await new SignIn(page).as(email("manager"), PASSWORD);
  await frame.live();
});

test("who signed out while the gateway was away is out when it is back", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/settings", "dispatcher");
  await frame.live();
  await frame.complete();
  await ownGateway.kill();
  await expect(frame.chip).not.toHaveText(LIVE);
  await signOut(page);
  await expect(new SignIn(page).email).toBeVisible();
  await ownGateway.start();
  await page.reload();

  await expect(new SignIn(page).email).toBeVisible();
  await expect
    .poll(async () => (await page.request.get(`${ownGateway.url}/api/v1/session`)).status(), "the gateway was told")
    .toBe(401);
  await expect(frame.chip).toBeHidden();
});

test("signing out leaves nothing behind", async ({ open, page }) => {
  const frame = await open("/fleet", "admin");
  await frame.live();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).or(page.getByRole("button", { name: "Sign out" })).click();

  await expect(new SignIn(page).email).toBeVisible();
  const kept = await page.evaluate(() => Object.values(localStorage).filter((it) => it.includes("KV-")).length);
  expect(kept).toBe(0);
  await page.reload();
  await expect(new SignIn(page).email).toBeVisible();
});

for (const which of ["the older tab", "the younger tab"]) {
  test(`CO9 who signs in again in ${which} has signed in in the other, too`, async ({ open, page, problems }) => {
    problems.allow(/status of 401/);
    const older = await open("/fleet", "dispatcher");
    await older.live();
    const younger = new Frame(await page.context().newPage(), older.gateway);
    await younger.go("/fleet/vehicles");
    await younger.live();
    await page.request.delete(`${older.gateway.url}/api/v1/session`, { headers: { "x-livedeck": "1" } });
    const card = (it: Frame) => it.page.getByRole("region", { name: "Sign-in needed" });
    await expect(card(older)).toBeVisible();
    await expect(card(younger)).toBeVisible();

    const here = which === "the older tab" ? older : younger;
    await here.page.bringToFront();
    await card(here).getByLabel("Password").fill(PASSWORD);
    await here.page.keyboard.press("Enter");
    for (const tab of [older, younger]) {
      await expect(card(tab)).toBeHidden();
      await tab.live();
    }
  });
}

test("whose session ended under the page gives the password alone", async ({ open, page, problems }) => {
  problems.allow(/status of 401/);
  const frame = await open("/fleet", "dispatcher");
  await frame.live();
  await page.request.delete(`${frame.gateway.url}/api/v1/session`, { headers: { "x-livedeck": "1" } });

  const card = page.getByRole("region", { name: "Sign-in needed" });
  await expect(card).toContainText("D. Novak");
  await expect(card.getByLabel("E-mail")).toHaveValue(email("dispatcher"));
  await expect(card.getByLabel("Password")).toBeFocused();
  await expect(card.getByRole("button", { name: "I am somebody else" })).toBeVisible();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await frame.live();
  await expect(card).toBeHidden();
});
