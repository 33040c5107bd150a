// Who looks at the same page or row, and who edits it: while they do, and no longer.

import AxeBuilder from "@axe-core/playwright";

import { expect, needsSocket, test } from "../test";
import { order } from "../pages/dispatch";
import { alsoHere, onDispatch, people } from "../pages/here";
import { address, details, press, rows, violation } from "../pages/violation";

/** Longer than a lost connection lingers. */
const GONE = { timeout: 8_000 };

test("two dispatchers see each other at a shipment, and one that the other edits", async ({
  ownGateway,
  open,
  openElsewhere,
  page,
}) => {
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const id = await order(page, ownGateway.url, "SH-90010");
  const path = `/dispatch/shipments?q=SH-90010&sel=${id}`;
  await frame.go(path);
  await frame.live();
  await expect(alsoHere(page)).toHaveCount(0);
  await expect(onDispatch(page)).toHaveCount(0);

  const other = await openElsewhere(path, "manager");
  await other.live();
  await expect(people(alsoHere(page))).toHaveText(/is looking at this too$/);
  await expect(people(alsoHere(page))).toHaveAttribute("title", /is looking at this too$/);
  await expect(people(onDispatch(page))).toHaveText(/is on Dispatch too$/);
  await expect(people(alsoHere(other.page))).toHaveText(/D\. Novak is looking at this too$/);

  const peek = other.page.getByRole("complementary", { name: "Shipment SH-90010" });
  await peek.getByRole("button", { name: "Assign", exact: true }).first().click();
  await expect(page.locator(".peek .here-note")).toHaveText(/ is editing$/);
  await expect(people(alsoHere(page))).toHaveAttribute("data-editing", "true");
  await other.page.keyboard.press("Escape");
  await expect(page.locator(".peek .here-note")).toBeEmpty();
  await expect(people(alsoHere(page))).toHaveText(/is looking at this too$/);

  // They go on to another page of dispatch, then to none.
  await other.go("/dispatch/drivers");
  await expect(alsoHere(page)).toHaveCount(0);
  await expect(people(onDispatch(page))).toHaveCount(1);
  await other.go("/fleet");
  await expect(onDispatch(page)).toHaveCount(0);
});

test("at a violation the form says who else is there", async ({ ownGateway, open, openElsewhere, page }) => {
  const frame = await open("/fleet/violations");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open" && row.severity !== "critical");
  await frame.go(address(id));
  await frame.live();
  const other = await openElsewhere(address(id), "manager");
  await other.live();
  await expect(people(alsoHere(page))).toHaveCount(1);
  const before = await details(page).getByRole("heading").first().boundingBox();

  await press(other.page, "Dismiss…");
  await expect(details(page).locator(".here-note")).toHaveText(/ is editing$/);
  await expect(other.page.getByRole("dialog").locator(".here-note")).toHaveText("D. Novak is looking at this too");
  expect(await details(page).getByRole("heading").first().boundingBox(), "nothing moves").toEqual(before);
  await press(page, "Assign");
  await expect(other.page.getByRole("dialog").locator(".here-note")).toHaveText("D. Novak is editing");
  await page.keyboard.press("Escape");

  // A second tab of one's own is nobody else.
  const tab = await page.context().newPage();
  await tab.goto(`${ownGateway.url}${address(id)}`);
  await expect(people(alsoHere(tab))).toHaveCount(1);
  await expect(people(alsoHere(page))).toHaveCount(1);
  await expect(people(alsoHere(other.page))).toHaveCount(1);
  await tab.close();
  await expect(people(alsoHere(other.page))).toHaveCount(1);

  await other.page.keyboard.press("Escape");
  await expect(details(page).locator(".here-note")).toBeEmpty();
});

test("who writes about several violations at once edits each of them", async ({ ownGateway, open, openElsewhere, page }) => {
  const frame = await open("/fleet/violations?view=everything");
  await frame.live();
  const boxes = page.locator(".grid-row").getByRole("checkbox");
  for (const nth of [0, 1, 2]) {
    await boxes.nth(nth).check();
  }
  await page.getByRole("toolbar", { name: /3/ }).getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  let ids: string[] = [];
  // Of each of all violations it is asked, which takes seconds.
  const edited = async () => {
    const said = await Promise.all(
      (await rows(page, ownGateway.url)).map(async (row) => {
        const answer = await page.request.get(`${ownGateway.url}/api/v1/topics/presence/violations/${row.id}`);
        const there = ((await answer.json()) as { rows?: { editing?: string }[] }).rows ?? [];
        return there.some((it) => it.editing === "reason") ? row.id : undefined;
      }),
    );
    ids = said.filter((it) => it !== undefined);
    return ids;
  };
  await expect.poll(edited, { message: "each of the three, and no other", timeout: 90_000 }).toHaveLength(3);

  const other = await openElsewhere(address(ids[2]), "manager");
  await other.live();
  await expect(details(other.page).locator(".here-note")).toHaveText("D. Novak is editing");
  await expect(page.getByRole("dialog").locator(".here-note")).toHaveText(/ is looking at this too$/);
  await page.keyboard.press("Escape");
  await expect(details(other.page).locator(".here-note")).toBeEmpty();
});

test("who closes the tab is gone, and who loses the connection, too", async ({
  ownGateway,
  open,
  openElsewhere,
  page,
  problems,
}) => {
  needsSocket();
  problems.allowOutage();
  const frame = await open("/dispatch/drivers");
  await frame.live();
  void ownGateway;
  const other = await openElsewhere("/dispatch/drivers", "manager");
  await expect(people(onDispatch(page))).toHaveCount(1);
  await other.page.close();
  await expect(onDispatch(page)).toHaveCount(0, GONE);

  const third = await openElsewhere("/dispatch", "admin");
  await third.live();
  await expect(people(onDispatch(page))).toHaveCount(1);

  // One's own connection is lost: nobody is shown as if they were known to be here.
  await page.context().setOffline(true);
  await expect(onDispatch(page)).toHaveAttribute("data-stale", "true", { timeout: 40_000 });
  await expect(people(onDispatch(page))).toHaveText(/was here when the connection was lost$/);
  await page.context().setOffline(false);
  await expect(onDispatch(page)).toHaveAttribute("data-stale", "false", { timeout: 40_000 });
  await expect(people(onDispatch(page))).toHaveText(/is on Dispatch too$/);
  await expect(people(onDispatch(third.page))).toHaveCount(1);
});

test("a gateway that was killed knows again who is here", async ({ ownGateway, open, openElsewhere, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const other = await openElsewhere("/dispatch", "manager");
  await other.live();
  await expect(people(onDispatch(page))).toHaveCount(1);

  await ownGateway.kill();
  await expect(onDispatch(page)).toHaveAttribute("data-stale", "true");
  await ownGateway.start();

  await expect(onDispatch(page)).toHaveAttribute("data-stale", "false", { timeout: 40_000 });
  await expect(people(onDispatch(page))).toHaveCount(1);
  await expect(people(onDispatch(other.page))).toHaveText(/D\. Novak is on Dispatch too$/, { timeout: 40_000 });
});

test("a driver is neither told who is here nor shown", async ({ ownGateway, open, openElsewhere, page }) => {
  const frame = await open("/dispatch/shipments");
  await frame.live();
  const driver = await openElsewhere("/dispatch/shipments", "driver");
  await driver.live();
  const status = async (on: typeof page, path: string) =>
    (await on.request.get(`${ownGateway.url}/api/v1/topics/${path}`)).status();

  expect(await status(page, "presence/dispatch")).toBe(200);
  expect(await status(page, "presence/vehicles/kv-1")).toBe(404);
  expect(await status(driver.page, "presence/dispatch")).toBe(403);
  const manager = await openElsewhere("/dispatch/shipments", "manager");
  await expect(people(onDispatch(manager.page))).toHaveText(/D\. Novak is on Dispatch too$/);
  await expect(people(onDispatch(page))).toHaveCount(1);
  await expect(driver.page.locator(".here")).toHaveCount(0);
});

test.describe("as readers and phones have it", () => {
  // axe comes in as a string, which the page's own policy rightly refuses.
  test.use({ bypassCSP: true });

  for (const scheme of ["light", "dark"] as const) {
    test(`no finding, ${scheme}`, async ({ ownGateway, open, openElsewhere, page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const frame = await open("/dispatch/shipments");
      await frame.live();
      const id = await order(page, ownGateway.url, "SH-90011");
      const path = `/dispatch/shipments?q=SH-90011&sel=${id}`;
      const other = await openElsewhere(path, "manager");
      await other.live();
      const peek = other.page.getByRole("complementary", { name: "Shipment SH-90011" });
      await peek.getByRole("button", { name: "Assign", exact: true }).first().click();
      for (const [width, height] of [
        [1440, 900],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        await frame.go(path);
        await frame.live();
        await expect(page.locator(".peek .here-note")).toHaveText(/ is editing$/);
        await expect(page.locator(".here .avatar").first()).toHaveCSS("animation-name", "none");
        const { violations } = await new AxeBuilder({ page }).include(".top").include(".peek-head").analyze();
        expect(violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        if (process.env.LIVEDECK_PICTURES) {
          await page.screenshot({ path: `${process.env.LIVEDECK_PICTURES}/presence-${scheme}-${width}.png` });
        }
      }
    });
  }
});
