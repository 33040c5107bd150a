// The driver's phone: the shift, what dispatch sees, the work in its steps; without a network, and brought up to date.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";

import { ROOT } from "../gateway";
import { PASSWORD, email, expect, test } from "../test";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const PLACE = { latitude: 55.501, longitude: 4.501, accuracy: 12 };

test.use({ ...PHONE, permissions: ["geolocation"], geolocation: PLACE });

/** Signs in as the demo's driver and opens their page. */
async function drive(page: Page, url: string, path = "/drive"): Promise<void> {
  const answer = await page.request.post(`${url}/api/v1/session`, {
    headers: { "x-livedeck": "1" },
    data: { email: email("driver"), password: PASSWORD },
  });
  expect(answer.ok()).toBe(true);
  await page.goto(url + path);
  await expect(page.locator(".drive")).toBeVisible({ timeout: 20_000 });
}

const big = (page: Page) => page.locator(".drive-foot .drive-big");

/** On shift, whoever began it. */
async function onShift(page: Page): Promise<void> {
  await expect(page.locator(".drive-foot :is(.drive-big, .drive-foot-more)").first()).toBeVisible();
  const start = page.getByRole("button", { name: "Start shift" });
  if (await start.isVisible()) {
    await start.tap();
  }
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("On shift");
}

/** Agrees that the phone tells where it is, where that was not done yet. */
async function report(page: Page): Promise<void> {
  const ask = page.getByRole("button", { name: "Report my position" });
  if (await ask.isVisible()) {
    await ask.tap();
    await page.getByRole("dialog").getByRole("button", { name: "Report my position" }).tap();
  }
}

test("who drives begins with what is to be done, and dispatch sees them", async ({ page, context, problems, sharedGateway }) => {
  void problems;
  await drive(page, sharedGateway.url, "/");
  await expect(page).toHaveURL(/\/drive$/);
  const sent = page.waitForResponse((it) => it.url().endsWith("/api/v1/positions"));
  await onShift(page);
  await report(page);
  expect((await sent).ok()).toBe(true);
  await expect(page.locator(".truth")).toHaveAttribute("data-look", "seen");
  await expect(page.locator(".truth")).toContainText(/Dispatch saw you \d+\ss ago/);
  await expect(page.locator(".truth")).toContainText("0 queued");
  // By the phone, no longer by the vehicle's tracker, once it was captured later than that.
  let east = 0;
  const move = async () => {
    east += 1;
    await context.setGeolocation({ ...PLACE, longitude: PLACE.longitude + east / 10_000 });
    return page.locator(".truth").textContent();
  };
  await expect.poll(move, { timeout: 30_000, intervals: [500] }).toMatch(/12\sm accuracy · 0\squeued$/);
});

/** Counts who watches the place, from the first script on. */
const countWatches = () => {
  const counted = Object.assign(globalThis, { watches: 0 });
  const { geolocation } = navigator;
  const [watch, clear] = [geolocation.watchPosition.bind(geolocation), geolocation.clearWatch.bind(geolocation)];
  geolocation.watchPosition = (...words) => {
    counted.watches += 1;
    return watch(...words);
  };
  geolocation.clearWatch = (id) => {
    counted.watches -= 1;
    clear(id);
  };
};
const watches = (page: Page) => page.evaluate(() => (globalThis as unknown as { watches: number }).watches);

test("the truth turns at once, a tunnel arrives in order though the app is loaded anew in it, and off shift nobody watches", async ({
  page,
  context,
  problems,
  ownGateway,
}) => {
  problems.allowOutage();
  problems.allow(/api\/v1\/positions/);
  const sent: number[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith("/api/v1/positions") && response.ok()) {
      const { fixes } = JSON.parse(response.request().postData() ?? "{}") as { fixes: number[][] };
      sent.push(...fixes.map(([at]) => at));
    }
  });
  await page.addInitScript(countWatches);
  await drive(page, ownGateway.url);
  await onShift(page);
  await report(page);
  await expect(page.locator(".truth")).toHaveAttribute("data-look", "seen");
  await expect.poll(() => sent.length).toBeGreaterThan(0);

  // The gateway is out of reach, the app's files are not.
  let isTunnel = true;
  await page.route("**/api/**", (route) => (isTunnel ? route.abort("connectionrefused") : route.fallback()));
  await context.setOffline(true);
  await expect(page.locator(".truth")).toHaveAttribute("data-look", "unseen");
  await expect(page.locator(".truth")).toContainText("Offline since");
  const waiting = page.locator(".drive-phone dd").first();
  const driveOn = async (until: number) => {
    let north = 0;
    const move = async () => {
      north += 1;
      await context.setGeolocation({ ...PLACE, latitude: PLACE.latitude + (until * 20 + north) / 10_000 });
      return Number(await waiting.textContent());
    };
    await expect.poll(move, { timeout: 30_000, intervals: [500] }).toBeGreaterThanOrEqual(until);
  };
  await driveOn(1);
  await driveOn(2);
  await context.setOffline(false);
  await page.reload();
  // The new page may have captured more by the time it has looked at the disk.
  await expect.poll(async () => Number(await waiting.textContent()), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await driveOn(Number(await waiting.textContent()) + 1);

  const before = sent.length;
  isTunnel = false;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect.poll(() => sent.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + 3);
  expect(sent).toEqual([...new Set(sent)].sort((a, b) => a - b));
  await expect(page.locator(".truth")).toHaveAttribute("data-look", "seen", { timeout: 30_000 });

  expect(await watches(page)).toBe(1);
  await page.getByRole("button", { name: "End shift" }).tap();
  await page.getByRole("dialog").getByRole("button", { name: "End shift" }).tap();
  await expect(page.locator(".truth")).toHaveAttribute("data-look", "off");
  await expect.poll(() => watches(page)).toBe(0);
  await expect(waiting).toHaveText("0");
});

/** Every batch of positions that was told: by which page, and when each of them was captured. */
type Sent = { from: string; moments: number[] }[];

function hearPositions(page: Page, from: string, sent: Sent): void {
  page.on("response", (response) => {
    if (response.url().endsWith("/api/v1/positions") && response.ok()) {
      const { fixes } = JSON.parse(response.request().postData() ?? "{}") as { fixes: number[][] };
      sent.push({ from, moments: fixes.map(([at]) => at) });
    }
  });
}

test("PH8 PH9 of two tabs one reports, and when it closes the other goes on without a gap", async ({ page, context, problems, ownGateway }) => {
  problems.allowOutage();
  problems.allow(/api\/v1\/positions/);
  const sent: Sent = [];
  let isTunnel = false;
  let isOver = false;
  await context.route("**/api/v1/positions", (route) => (isTunnel ? route.abort("connectionrefused") : route.fallback()));
  // The phone moves on all the while.
  let n = 0;
  const moving = (async () => {
    while (!isOver) {
      n += 1;
      await context.setGeolocation({ ...PLACE, latitude: PLACE.latitude + n / 20_000 }).catch(() => undefined);
      await new Promise((done) => setTimeout(done, 500));
    }
  })();

  await page.addInitScript(countWatches);
  hearPositions(page, "first", sent);
  await drive(page, ownGateway.url);
  await onShift(page);
  await report(page);
  await expect(page.locator(".truth")).toHaveAttribute("data-look", "seen");
  await expect.poll(() => sent.length).toBeGreaterThan(0);

  const second = await context.newPage();
  await second.addInitScript(countWatches);
  hearPositions(second, "second", sent);
  await second.goto(`${ownGateway.url}/drive`);
  await expect(second.locator(".truth")).toHaveAttribute("data-look", "seen", { timeout: 20_000 });
  await expect(second.locator(".truth")).toContainText("reported by another tab");
  const before = sent.length;
  await expect.poll(() => sent.length, { timeout: 30_000 }).toBeGreaterThan(before + 2);
  expect(sent.filter((it) => it.from === "second"), "it is the other one's to report").toEqual([]);
  expect([await watches(page), await watches(second)], "the receiver is asked once").toEqual([1, 0]);
  await expect(page.locator(".truth")).not.toContainText("another tab");

  // What waits in the one is known in the other, and is what it goes on with.
  isTunnel = true;
  const waiting = async (tab: Page) => Number(await tab.locator(".drive-phone dd").first().textContent());
  await expect.poll(() => waiting(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
  await expect.poll(() => waiting(second)).toBeGreaterThanOrEqual(3);
  await page.close();
  await expect(second.locator(".truth")).not.toContainText("another tab");
  expect(await watches(second)).toBe(1);
  await expect.poll(() => waiting(second), { timeout: 30_000 }).toBeGreaterThanOrEqual(5);
  isTunnel = false;
  await second.evaluate(() => dispatchEvent(new Event("online")));
  const fromSecond = () => sent.filter((it) => it.from === "second").flatMap((it) => it.moments);
  await expect.poll(() => fromSecond().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(6);
  isOver = true;
  await moving;

  const kept = sent.flatMap((it) => it.moments);
  expect(kept, "in order, and none of them twice").toEqual([...new Set(kept)].sort((a, b) => a - b));
  const apart = kept.slice(1).map((at, index) => at - kept[index]);
  expect(Math.min(...apart), "one in 5 s, whichever tab it is").toBeGreaterThanOrEqual(4_500);
  expect(Math.max(...apart), "without a gap").toBeLessThan(12_000);
});

test("PH10 a tab that is seen takes over from one that is not, and one in which the driver decides from one that is", async ({
  page,
  context,
  problems,
  ownGateway,
}) => {
  problems.allowOutage();
  await page.addInitScript(countWatches);
  await drive(page, ownGateway.url);
  await onShift(page);
  await report(page);
  await expect(page.locator(".truth")).toHaveAttribute("data-look", "seen");
  const second = await context.newPage();
  await second.addInitScript(countWatches);
  await second.goto(`${ownGateway.url}/drive`);
  await expect(second.locator(".truth")).toContainText("reported by another tab", { timeout: 20_000 });

  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(async () => [await watches(page), await watches(second)]).toEqual([0, 1]);
  await expect(second.locator(".truth")).not.toContainText("another tab");
  await page.evaluate(() => {
    Reflect.deleteProperty(document, "visibilityState");
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect(page.locator(".truth")).toContainText("reported by another tab");

  // The end of the shift is the end of it in both.
  await page.getByRole("button", { name: "End shift" }).tap();
  await page.getByRole("dialog").getByRole("button", { name: "End shift" }).tap();
  await expect(second.locator(".truth")).toHaveAttribute("data-look", "off");
  await expect.poll(async () => [await watches(page), await watches(second)]).toEqual([0, 0]);
  await page.getByRole("button", { name: "Start shift" }).tap();
  await expect.poll(async () => [await watches(page), await watches(second)]).toEqual([1, 0]);
});

test("a shipment goes its way with one thumb, and a step can be taken back", async ({ page, problems, ownGateway }) => {
  problems.allowOutage();
  await drive(page, ownGateway.url);
  await onShift(page);
  const way = { Accept: "Accepted", "Picked up": "Picked up", "Set off": "In transit" };
  // The demo gives its driver work within a minute or two; what there is may be under way already.
  await expect(big(page)).toBeVisible({ timeout: 120_000 });
  for (const [button, status] of Object.entries(way)) {
    if (((await big(page).textContent()) ?? "").startsWith(button)) {
      await big(page).tap();
      await expect(page.locator(".drive-step").filter({ hasText: status })).toHaveAttribute("data-look", /done|now/);
    }
  }
  await expect(big(page)).toHaveText(/^Arrived at/);
  await page.getByRole("button", { name: /^Undo last step/ }).tap();
  await expect(big(page)).toHaveText(/^Set off/);
  await big(page).tap();

  const reference = (await page.locator(".drive-card .id").first().textContent()) ?? "";
  await big(page).tap();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Confirm delivery" }).tap();
  await expect(sheet).toContainText("Write the name");
  await sheet.getByLabel("Who takes it").fill("S. Ader");
  await sheet.getByRole("button", { name: "Confirm delivery" }).tap();
  await expect(page.locator(".drive-sent")).toContainText("last: Delivered");
  // Pressed far down, it comes into sight, and says how it ended.
  await page.locator(".drive-next").getByRole("button", { name: reference }).tap();
  const card = page.getByRole("region", { name: reference });
  await expect(card).toContainText("taken by S. Ader");
  await expect(page.locator("#drive-goal")).toBeFocused();
  await expect(page.locator("#drive-goal")).toBeInViewport();
  await expect(page.getByRole("button", { name: "Navigate" })).toHaveCount(0);
});

test("a problem is kept and reported", async ({ page, problems, sharedGateway }) => {
  void problems;
  await drive(page, sharedGateway.url);
  await onShift(page);
  await page.getByRole("button", { name: "Report a problem" }).tap();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "The road" }).tap();
  await sheet.getByLabel("What happened").fill("Closed at the bridge");
  await sheet.getByRole("button", { name: "Send" }).tap();
  await expect(page.locator(".toast")).toContainText("Reported.");
  await expect(page.locator(".drive-sent")).toBeVisible();
});

test("dispatch may look, and is told who it is for", async ({ open, page }) => {
  await open("/drive", "dispatcher");
  await expect(page.locator("#main")).toContainText("This page is for drivers.");
});

test.describe("without permission", () => {
  test.use({ permissions: [] });

  test("a no says what can be done about it, and work goes on", async ({ page, problems, sharedGateway }) => {
    void problems;
    await drive(page, sharedGateway.url);
    await onShift(page);
    // The browser has said no already: nothing is left to explain.
    await page.getByRole("button", { name: "Report my position" }).tap();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    const card = page.getByRole("alert").filter({ hasText: "may not tell where it is" });
    await expect(card).toBeVisible();
    await expect(card.getByRole("listitem")).toHaveCount(3);
    await expect(page.getByRole("button", { name: "Report a problem" })).toBeEnabled();
  });
});

/** What is smaller than a thumb, with the room around it that takes its press. */
const small = (page: Page) =>
  page.locator(":is(.drive, .banner, dialog[open]) :is(a, button):visible").evaluateAll((all) => {
    const side = (it: Element, size: "width" | "height", ends: ["left", "right"] | ["top", "bottom"]) => {
      const around = getComputedStyle(it, "::after");
      const more = around.position === "absolute" ? ends.reduce((sum, end) => sum - parseFloat(around[end]), 0) : 0;
      return it.getBoundingClientRect()[size] + more;
    };
    const isSmall = (it: Element) => side(it, "height", ["top", "bottom"]) < 55.5 || side(it, "width", ["left", "right"]) < 55.5;
    return all.filter(isSmall).map((it) => it.outerHTML.slice(0, 120));
  });

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, bypassCSP: true });

    test(`no finding, nothing wider than the phone, every target a thumb's (${colorScheme})`, async ({ page, problems, sharedGateway }) => {
      void problems;
      await page.emulateMedia({ reducedMotion: "reduce" });
      await drive(page, sharedGateway.url);
      await onShift(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      for (const sheet of [undefined, "Report a problem", "End shift"]) {
        if (sheet) {
          await page.getByRole("button", { name: sheet }).tap();
          await expect(page.getByRole("dialog")).toBeVisible();
        }
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.filter((it) => it.impact !== "minor").map((it) => `${sheet}: ${it.id}`)).toEqual([]);
        expect(await small(page), sheet).toEqual([]);
        if (sheet) {
          await page.keyboard.press("Escape");
        }
      }
    });
  });
}

test.describe("installed", () => {
  test.use({ serviceWorkers: "allow" });

  const controlled = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

  test("it opens without a network, and nothing of the API is kept", async ({ page, context, problems, ownGateway }) => {
    problems.allowOutage();
    await drive(page, ownGateway.url);
    await onShift(page);
    await controlled(page);
    await expect(page.locator(".truth")).toBeVisible();

    await ownGateway.kill();
    await context.setOffline(true);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("On shift", { timeout: 20_000 });
    await expect(page.locator(".truth")).toHaveAttribute("data-look", "unseen");
    const kept = await page.evaluate(async () => {
      const caches = await globalThis.caches.keys();
      const requests = await Promise.all(caches.map(async (it) => (await globalThis.caches.open(it)).keys()));
      return requests.flat().map((it) => new URL(it.url).pathname);
    });
    expect(kept.filter((it) => it !== "/" && !/-[0-9a-f]{16}(_bg)?\.\w+$/.test(it))).toEqual([]);
    await context.setOffline(false);
  });

  test("the manifest is whole", async ({ page, sharedGateway }) => {
    const answer = await page.request.get(`${sharedGateway.url}/manifest.webmanifest`);
    expect(answer.headers()["content-type"]).toBe("application/manifest+json");
    expect(answer.headers()["cache-control"]).toBe("no-cache");
    const manifest = await answer.json();
    expect(manifest).toMatchObject({ id: "/", scope: "/", display: "standalone" });
    for (const { src } of [...manifest.icons, ...manifest.screenshots]) {
      expect((await page.request.get(`${sharedGateway.url}/${src}`)).headers()["content-type"]).toBe("image/png");
    }
    const worker = await page.request.get(`${sharedGateway.url}/sw.js`);
    expect(worker.headers()["cache-control"]).toBe("no-cache");
  });
});

test.describe("a newer version", () => {
  const folder = mkdtempSync(join(tmpdir(), "livedeck-dist-"));
  test.use({
    serviceWorkers: "allow",
    gatewayOptions: { arguments: ["--seed", "1", "--vehicles", "60", "--log", "warn", "--assets", folder] },
  });
  test.beforeAll(() => cpSync(process.env.LIVEDECK_ASSETS ?? join(ROOT, "dist"), folder, { recursive: true }));
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Puts another version in the place of the served one, and looks until the page has heard of it. */
  async function release(page: Page, version: string): Promise<void> {
    const served = readFileSync(join(folder, "index.html"), "utf8");
    const old = /content="([0-9a-f]{16})"/.exec(served)?.[1] ?? "";
    for (const name of ["sw.js", "index.html"]) {
      // The compressed ones beside them are of the old version.
      rmSync(join(folder, `${name}.br`), { force: true });
      rmSync(join(folder, `${name}.gz`), { force: true });
      writeFileSync(join(folder, name), readFileSync(join(folder, name), "utf8").replaceAll(old, version));
    }
    await page.evaluate(() => Object.assign(globalThis, { isTheSamePage: true }));
    await expect
      .poll(async () => {
        await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
        return page.locator('.banner[data-state="update"]').isVisible();
      }, { timeout: 30_000, intervals: [1_500] })
      .toBe(true);
  }

  const isTheSamePage = (page: Page) => page.evaluate(() => "isTheSamePage" in globalThis).catch(() => true);
  const version = (page: Page) => page.locator('meta[name="livedeck-version"]').getAttribute("content");

  test("says that it is ready, and comes when it is asked to", async ({ page, problems, ownGateway }) => {
    problems.allowOutage();
    await drive(page, ownGateway.url);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await release(page, "0123456789abcdef");
    expect(await isTheSamePage(page), "nothing is loaded by itself").toBe(true);
    expect(await small(page)).toEqual([]);
    await page.getByRole("button", { name: "Load it" }).tap();
    await expect.poll(() => isTheSamePage(page)).toBe(false);
    await expect(page.locator(".drive")).toBeVisible();
    expect(await version(page)).toBe("0123456789abcdef");
  });

  test("is not loaded over what is not sent, unless one says so, and never over what is on no disk", async ({ page, context, problems, ownGateway }) => {
    problems.allowOutage();
    await page.addInitScript(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (...words) {
        if (sessionStorage.getItem("isDiskFull")) throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, words);
      };
    });
    await drive(page, ownGateway.url);
    await onShift(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await release(page, "fedcba9876543210");

    await context.setOffline(true);
    const sheet = page.getByRole("dialog", { name: "What is the problem?" });
    const happened = sheet.getByLabel("What happened");
    const write = async (words: string) => {
      await page.getByRole("button", { name: "Report a problem" }).tap();
      await happened.fill(words);
    };
    const load = page.getByRole("button", { name: "Load it" });
    const asked = page.getByRole("dialog", { name: "Update ready" });
    await write("The gate is shut");
    await page.keyboard.press("Escape");
    await load.tap();
    await expect(asked).toContainText("Not everything is sent yet.");
    await asked.getByRole("button", { name: "Later" }).tap();
    expect(await isTheSamePage(page)).toBe(true);

    await page.evaluate(() => sessionStorage.setItem("isDiskFull", "yes"));
    await write("The gate is shut, and nobody answers");
    await expect(sheet).toContainText("Not saved on this phone");
    await page.keyboard.press("Escape");
    await load.tap();
    await expect(asked).toContainText("it is only on this page, and would be lost");
    await expect(asked.getByRole("button", { name: "Load it now" })).toHaveCount(0);
    await asked.getByRole("button", { name: "Later" }).tap();
    expect(await isTheSamePage(page)).toBe(true);

    await page.evaluate(() => sessionStorage.removeItem("isDiskFull"));
    await page.getByRole("button", { name: "Report a problem" }).tap();
    await sheet.getByRole("button", { name: "Try to save again" }).tap();
    await expect(sheet).not.toContainText("Not saved on this phone");
    await page.keyboard.press("Escape");
    await context.setOffline(false);
    await load.tap();
    await asked.getByRole("button", { name: "Load it now" }).tap();
    await expect.poll(() => isTheSamePage(page)).toBe(false);
    await page.getByRole("button", { name: "Report a problem" }).tap();
    await expect(happened).toHaveValue("The gate is shut, and nobody answers", { timeout: 20_000 });
    expect(await version(page)).toBe("fedcba9876543210");
  });
});
