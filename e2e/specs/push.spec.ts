// New work while no page is open: what the service worker shows, and the way there, from the switch on the driver's page
// through the gateway to a push service.

import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, type Page, type Worker } from "@playwright/test";

import { PushService, signed } from "../push_service";
import { PASSWORD, type Role, email, expect, test as base } from "../test";

const test = base.extend<{ service: PushService }>({
  service: async ({}, use) => {
    const service = await PushService.start();
    await use(service);
    await service.stop();
  },
  gatewayOptions: async ({ service }, use) =>
    use({ arguments: ["--seed", "1", "--vehicles", "60", "--log", "warn", "--push-test-host", service.host] }),
});

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, serviceWorkers: "allow" });

async function signIn(page: Page, url: string): Promise<void> {
  const headers = { "x-livedeck": "1" };
  const answer = await page.request.post(`${url}/api/v1/session`, { headers, data: { email: email("driver"), password: PASSWORD } });
  expect(answer.ok()).toBe(true);
}

async function drive(page: Page, url: string): Promise<void> {
  await signIn(page, url);
  await page.goto(`${url}/drive`);
  await expect(page.locator(".drive")).toBeVisible({ timeout: 20_000 });
}

/** Somebody's program: changes what they may change. */
async function program(url: string, role: Role) {
  const headers = { "content-type": "application/json", "x-livedeck": "1" };
  const credentials = JSON.stringify({ email: email(role), password: PASSWORD });
  const answer = await fetch(`${url}/api/v1/token`, { method: "POST", headers, body: credentials });
  const { token } = (await answer.json()) as { token: string };
  const device = `d-${Math.random()}`;
  let count = 0;
  return async (name: string, args: object) => {
    count += 1;
    const hello = { v: 1, build: "test", device, conn: count, subs: [] };
    const body = JSON.stringify([{ hello }, { mut: { id: `${device}-${count}`, name, args } }]);
    const said = await fetch(`${url}/api/v1/sync`, { method: "POST", headers: { ...headers, authorization: `Bearer ${token}` }, body });
    expect(await said.text()).toContain('"ack"');
  };
}

type Change = Awaited<ReturnType<typeof program>>;

async function order(change: Change, id: string): Promise<void> {
  const stop = (name: string) => ({ name, lat: 55.5, lng: 4.51 });
  const stops = [stop("Test yard 1"), stop("Test yard 2")];
  await change("shipment.create", { id, reference: `SH-${id}`, goods: "brick", weight_t: 1, stops, due: Date.now() + 3_600_000 });
}

/** A browser whose maker's service is ours; what its person answers when it asks. Only these two are stood in for: no
 * maker's service can be reached from here. */
async function browserOf(page: Page, service: PushService, answer: NotificationPermission): Promise<void> {
  const context = page.context();
  await context.grantPermissions(["notifications"]);
  await context.addInitScript(
    ({ subscription, answer }) => {
      const kept = (name: string) => localStorage.getItem(`test:${name}`);
      const bytes = (text: string) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (it) => it.charCodeAt(0));
      const it = () => ({
        ...subscription,
        options: { applicationServerKey: bytes(kept("key") ?? "").buffer },
        toJSON: () => subscription,
        unsubscribe: async () => {
          localStorage.removeItem("test:key");
          return true;
        },
      });
      PushManager.prototype.getSubscription = async () => (kept("key") ? it() : null) as unknown as PushSubscription;
      PushManager.prototype.subscribe = async (options) => {
        localStorage.setItem("test:key", options?.applicationServerKey as string);
        return it() as unknown as PushSubscription;
      };
      Object.defineProperty(Notification, "permission", { get: () => kept("permission") ?? "default" });
      Notification.requestPermission = async () => {
        localStorage.setItem("test:permission", answer);
        return answer;
      };
    },
    { subscription: service.subscription, answer },
  );
}

const choice = (page: Page) => page.locator(".drive-tell");
const turn = (page: Page) => page.getByRole("switch", { name: "Tell me of new work while this page is closed" });
const isOn = async (page: Page, url: string) => ((await (await page.request.get(`${url}/api/v1/push`)).json()) as { on: boolean }).on;

/** Turns it on, through the explanation. */
async function turnOn(page: Page): Promise<void> {
  await expect(choice(page)).toHaveAttribute("data-standing", "off", { timeout: 30_000 });
  await turn(page).tap();
  await page.getByRole("dialog").getByRole("button", { name: "Tell me on this device" }).tap();
  await expect(choice(page)).toHaveAttribute("data-standing", "on");
}

test.describe("the switch", () => {
  test("who turns it on is told of what dispatch gives and takes; who turns it off is not", async ({ page, problems, service, ownGateway }) => {
    void problems;
    await browserOf(page, service, "granted");
    await drive(page, ownGateway.url);
    await turnOn(page);
    await expect(turn(page)).toHaveAttribute("aria-checked", "true");
    expect(await isOn(page, ownGateway.url)).toBe(true);

    const dispatch = await program(ownGateway.url, "dispatcher");
    await order(dispatch, "push-1");
    await dispatch("shipment.assign", { id: "push-1", to: "u-driver" });
    const first = { kind: "assigned", shipment: "push-1", reference: "SH-push-1", place: "Test yard 1", language: "en" };
    await expect.poll(() => service.about("push-1")).toEqual([first]);
    await dispatch("shipment.assign", { id: "push-1" });
    await expect.poll(() => service.about("push-1")).toEqual([first, { ...first, kind: "taken" }]);

    const { headers } = service.heard[0];
    expect(signed(headers).aud).toBe(service.host);
    expect(headers).toMatchObject({ "content-encoding": "aes128gcm", urgency: "high", ttl: "43200" });

    await page.reload();
    await expect(choice(page)).toHaveAttribute("data-standing", "on", { timeout: 30_000 });
    await turn(page).tap();
    await expect(choice(page)).toHaveAttribute("data-standing", "off");
    expect(await isOn(page, ownGateway.url)).toBe(false);
    await dispatch("shipment.assign", { id: "push-1", to: "u-driver" });
    expect(service.about("push-1")).toHaveLength(2);
  });

  test("who looks at the page is told by it of what is given and of what is taken", async ({ page, problems, ownGateway }) => {
    void problems;
    await drive(page, ownGateway.url);
    const dispatch = await program(ownGateway.url, "dispatcher");
    await order(dispatch, "push-5");
    await dispatch("shipment.assign", { id: "push-5", to: "u-driver" });
    await expect(page.locator(".toast").filter({ hasText: "SH-push-5" })).toContainText("New: SH-push-5 to Test yard 2");
    // By itself it goes after ten seconds; that clock stands here.
    await page.evaluate(() => document.getAnimations().forEach((it) => it.pause()));
    await (await program(ownGateway.url, "driver"))("shipment.step", { id: "push-5", step: "accepted" });
    await expect(page.locator(".toast").filter({ hasText: "New: " })).toHaveCount(0);
    await dispatch("shipment.assign", { id: "push-5" });
    await expect(page.locator(".toast").filter({ hasText: "Not yours any more" })).toContainText("SH-push-5 to Test yard 2");
  });

  test("signing out ends it, and a new session of the same person does not begin it", async ({ page, problems, service, ownGateway }) => {
    problems.allow(/status of 401/);
    await browserOf(page, service, "granted");
    await drive(page, ownGateway.url);
    await turnOn(page);
    await page.locator(".drive-links").getByRole("button", { name: "Sign out" }).tap();
    await expect(page.getByLabel("E-mail")).toBeVisible();
    await expect.poll(() => page.evaluate(() => [localStorage.getItem("livedeck:1:push"), localStorage.getItem("test:key")])).toEqual([null, null]);
    const dispatch = await program(ownGateway.url, "dispatcher");
    await order(dispatch, "push-6");
    await dispatch("shipment.assign", { id: "push-6", to: "u-driver" });

    await drive(page, ownGateway.url);
    expect(service.about("push-6"), "nobody was signed in").toEqual([]);
    await expect(choice(page)).toHaveAttribute("data-standing", "off", { timeout: 30_000 });
    expect(await isOn(page, ownGateway.url)).toBe(false);
  });

  test("what ended with a session that ran out begins anew for the same person, and for nobody else", async ({ page, problems, service, ownGateway }) => {
    void problems;
    await browserOf(page, service, "granted");
    await drive(page, ownGateway.url);
    await turnOn(page);
    // As after a night: the session is another one, nobody has signed out.
    await drive(page, ownGateway.url);
    await expect(choice(page)).toHaveAttribute("data-standing", "on", { timeout: 30_000 });
    expect(await isOn(page, ownGateway.url)).toBe(true);

    await page.evaluate(() => localStorage.setItem("livedeck:1:push", "u-somebody-else en"));
    await drive(page, ownGateway.url);
    await expect(choice(page)).toHaveAttribute("data-standing", "off", { timeout: 30_000 });
    expect(await isOn(page, ownGateway.url)).toBe(false);
  });

  test("a no is told with what can be done about it", async ({ page, problems, service, ownGateway }) => {
    void problems;
    await browserOf(page, service, "denied");
    await drive(page, ownGateway.url);
    await expect(choice(page)).toHaveAttribute("data-standing", "off", { timeout: 30_000 });
    await turn(page).tap();
    await page.getByRole("dialog").getByRole("button", { name: "Tell me on this device" }).tap();
    await expect(choice(page)).toHaveAttribute("data-standing", "blocked");
    await expect(choice(page)).toContainText("blocked on this device");
    await expect(choice(page)).toContainText("To allow them");
    await expect(turn(page)).toHaveCount(0);
  });

  test("a browser that says no by itself is believed", async ({ page, problems, ownGateway }) => {
    void problems;
    // Nobody stands in for the browser here.
    const own = await page.context().newCDPSession(page);
    const { targetInfo } = await own.send("Target.getTargetInfo");
    const { browserContextId } = targetInfo;
    const browser = await page.context().browser()?.newBrowserCDPSession();
    const permission = { name: "notifications" };
    await browser?.send("Browser.setPermission", { permission, setting: "denied", origin: ownGateway.url, browserContextId });
    await drive(page, ownGateway.url);
    expect(await page.evaluate(() => Notification.permission)).toBe("denied");
    await expect(choice(page)).toHaveAttribute("data-standing", "blocked", { timeout: 30_000 });
    await expect(choice(page)).toContainText("To allow them");
  });

  test("a push service that the browser cannot reach leaves it off", async ({ page, problems, service, ownGateway }) => {
    void problems;
    await browserOf(page, service, "granted");
    await page.context().addInitScript(() => {
      PushManager.prototype.subscribe = () => Promise.reject(new DOMException("no service", "AbortError"));
    });
    await drive(page, ownGateway.url);
    await expect(choice(page)).toHaveAttribute("data-standing", "off", { timeout: 30_000 });
    await turn(page).tap();
    await page.getByRole("dialog").getByRole("button", { name: "Tell me on this device" }).tap();
    await expect(choice(page)).toHaveAttribute("data-standing", "failed");
    await expect(turn(page)).toHaveAttribute("aria-checked", "false");
  });

  test.describe("on an iPhone", () => {
    test.use({ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1" });
    test("only the installed app can", async ({ page, problems, ownGateway }) => {
      void problems;
      await page.context().addInitScript(() => Reflect.deleteProperty(globalThis, "PushManager"));
      await drive(page, ownGateway.url);
      await expect(choice(page)).toHaveAttribute("data-standing", "unsupported");
      await expect(choice(page)).toContainText("Safari 16.4 or later, and Livedeck added to the home screen");
    });
  });

  test.describe("where nobody pushes", () => {
    test.use({ gatewayOptions: { arguments: ["--seed", "1", "--vehicles", "60", "--log", "warn", "--no-push"] } });
    test("it is not offered", async ({ page, problems, service, ownGateway }) => {
      problems.allow(/status of 404.*\/api\/v1\/push/);
      await browserOf(page, service, "granted");
      const answer = page.waitForResponse((it) => it.url().endsWith("/api/v1/push") && it.status() === 404);
      await drive(page, ownGateway.url);
      await answer;
      await expect(page.locator(".drive-phone")).toBeVisible();
      await expect(choice(page)).toHaveCount(0);
    });
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const locale of ["en-GB", "fr-FR"]) {
      test.describe(`${colorScheme}, ${locale}`, () => {
        test.use({ colorScheme, locale });
        test("what is explained can be read by everybody", async ({ page, problems, service, ownGateway }, info) => {
          void problems;
          await browserOf(page, service, "granted");
          await drive(page, ownGateway.url);
          const look = async (name: string) => {
            // The sheet slides in; half-transparent colours are none.
            await page.evaluate(() => Promise.all(document.getAnimations().map((it) => it.finished)));
            const found = await new AxeBuilder({ page }).include(name === "sheet" ? "dialog[open]" : ".drive-tell").analyze();
            expect(found.violations.map((it) => it.id)).toEqual([]);
            await page.screenshot({ path: info.outputPath(`${name}.png`) });
          };
          await expect(choice(page)).toHaveAttribute("data-standing", "off", { timeout: 30_000 });
          await choice(page).scrollIntoViewIfNeeded();
          await look("off");
          await choice(page).getByRole("switch").tap();
          await expect(page.getByRole("dialog")).toBeVisible();
          await look("sheet");
          await page.locator("dialog[open] .drive-big").tap();
          await expect(choice(page)).toHaveAttribute("data-standing", "on");
          await choice(page).scrollIntoViewIfNeeded();
          await look("on");
        });
      });
    }
  }
});

test.describe("the service worker", () => {
  type Shown = { title: string; body: string; tag: string; lang: string };

  /** The worker of a driver's browser, and a way to have something pushed to it. */
  async function installed(page: Page, context: BrowserContext, url: string) {
    await context.grantPermissions(["notifications"]);
    const started = context.waitForEvent("serviceworker");
    await drive(page, url);
    const worker = await started;
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    // Chromium forgets what it is just about to display when it is asked meanwhile for what it displays (getNotifications): written
    // down here when it has been shown.
    await worker.evaluate(() => {
      const shown: Shown[] = [];
      Object.assign(globalThis, { shown });
      const show = ServiceWorkerRegistration.prototype.showNotification;
      ServiceWorkerRegistration.prototype.showNotification = async function (title, options = {}) {
        await show.call(this, title, options);
        const { body = "", tag = "", lang = "" } = options;
        const before = shown.findIndex((it) => tag && it.tag === tag);
        shown.splice(before < 0 ? shown.length : before, before < 0 ? 0 : 1, { title, body, tag, lang });
      };
    });
    // Of another page: it outlives the driver's.
    const elsewhere = await context.newPage();
    const cdp = await context.newCDPSession(elsewhere);
    await page.bringToFront();
    const registered = new Promise<string>((resolve) => {
      cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const own = registrations.find((it) => it.scopeURL === `${url}/`);
        if (own) {
          resolve(own.registrationId);
        }
      });
    });
    await cdp.send("ServiceWorker.enable");
    const registrationId = await registered;
    const push = (data: object | string) =>
      cdp.send("ServiceWorker.deliverPushMessage", {
        origin: url,
        registrationId,
        data: typeof data === "string" ? data : JSON.stringify(data),
      });
    return { worker, push };
  }

  const shown = (worker: Worker) => worker.evaluate(() => (globalThis as unknown as { shown: Shown[] }).shown);

  test("shows what comes while no page is open, in its person's language, the latest of each shipment", async ({ page, context, ownGateway }) => {
    const { worker, push } = await installed(page, context, ownGateway.url);
    await page.close();
    const told = { kind: "assigned", shipment: "s-1", reference: "SH-1", place: "Kiln road 7", language: "fr" };
    await push(told);
    await expect.poll(() => shown(worker)).toEqual([{ title: "Nouveau travail", body: "SH-1 · Kiln road 7", tag: "s-1", lang: "fr" }]);
    await push({ ...told, kind: "taken", language: "en" });
    await expect
      .poll(() => shown(worker))
      .toEqual([{ title: "Work taken back", body: "Not yours any more: SH-1 · Kiln road 7", tag: "s-1", lang: "en" }]);
    // What a later version says, and what nobody can read, is a notice all the same: browsers insist on one.
    await push({ kind: "unheard of", shipment: "s-2", reference: "$&", language: "xx" });
    await expect.poll(() => shown(worker)).toHaveLength(2);
    await push("no JSON");
    await expect.poll(() => shown(worker)).toHaveLength(3);
  });

  test("from the switch to the notice: what dispatch gives is sealed, delivered while the page is closed, and shown", async ({
    page,
    context,
    service,
    ownGateway,
  }) => {
    await browserOf(page, service, "granted");
    const { worker, push } = await installed(page, context, ownGateway.url);
    await turnOn(page);
    await page.close();

    const dispatch = await program(ownGateway.url, "dispatcher");
    await order(dispatch, "push-7");
    await dispatch("shipment.assign", { id: "push-7", to: "u-driver" });
    await expect.poll(() => service.about("push-7")).toHaveLength(1);
    const [{ headers }] = service.heard;
    expect(signed(headers).aud).toBe(service.host);
    // What the browser's maker would bring, opened with the browser's keys.
    await push(service.about("push-7")[0]);
    await expect.poll(() => shown(worker)).toEqual([{ title: "New work", body: "SH-push-7 · Test yard 1", tag: "push-7", lang: "en" }]);

    await dispatch("shipment.cancel", { id: "push-7", reason: "ordered twice" });
    await expect.poll(() => service.about("push-7")).toHaveLength(2);
    await push(service.about("push-7")[1]);
    await expect
      .poll(() => shown(worker))
      .toEqual([{ title: "Work taken back", body: "Not yours any more: SH-push-7 · Test yard 1", tag: "push-7", lang: "en" }]);
  });

  test("leaves it to the driver's page alone, while that is seen and connected", async ({ page, context, problems, ownGateway }) => {
    problems.allowOutage();
    const { worker, push } = await installed(page, context, ownGateway.url);
    await page.evaluate(() => {
      navigator.serviceWorker.addEventListener("message", ({ data }) => Object.assign(globalThis, { told: data.told }));
    });
    await push({ kind: "assigned", shipment: "s-1", reference: "SH-1", language: "en" });
    await expect.poll(() => page.evaluate(() => (globalThis as unknown as { told?: string }).told)).toBe("s-1");
    // Longer than it waits for a page's word.
    await page.waitForTimeout(1500);
    expect(await shown(worker)).toEqual([]);

    // Another page of the app, as much in view, tells of no shipments.
    await page.goto(`${ownGateway.url}/help`);
    await expect(page.locator("main h1, .page h1, h1").first()).toBeVisible();
    await push({ kind: "assigned", shipment: "s-2", reference: "SH-2", language: "en" });
    await expect.poll(() => shown(worker)).toHaveLength(1);
  });

  test("a press leads to the shipment, on the page that is there or on a new one", async ({ page, context, problems, ownGateway }) => {
    void problems;
    const { worker } = await installed(page, context, ownGateway.url);
    const dispatch = await program(ownGateway.url, "dispatcher");
    for (const id of ["push-2", "push-3"]) {
      await order(dispatch, id);
      await dispatch("shipment.assign", { id, to: "u-driver" });
    }
    const card = (id: string) => page.getByRole("region", { name: `SH-${id}` });
    const driver = await program(ownGateway.url, "driver");
    await driver("duty.set", { id: "u-driver", duty: "on_shift" });

    // A browser lets a window be opened only for a press of its own; what the worker asks for is written down instead.
    const press = (shipment: string) =>
      worker.evaluate(async (shipment) => {
        const self = globalThis as unknown as ServiceWorkerGlobalScope;
        const asked: string[] = [];
        self.clients.openWindow = async (url) => (asked.push(String(url)), null);
        WindowClient.prototype.focus = async function () {
          asked.push("focus");
          return this;
        };
        // See above: Chromium may have forgotten it.
        const shown = () => self.registration.getNotifications({ tag: shipment });
        let notification: Notification | undefined;
        while (!notification) {
          await self.registration.showNotification("test", { tag: shipment, data: shipment });
          [notification] = await shown();
        }
        const event = new NotificationEvent("notificationclick", { notification });
        const work: Promise<unknown>[] = [];
        event.waitUntil = (it) => void work.push(Promise.resolve(it));
        self.dispatchEvent(event);
        await Promise.all(work);
        // Closing is asked for and not waited for.
        while ((await shown()).length > 0);
        return asked;
      }, shipment);

    for (const id of ["push-2", "push-3"]) {
      expect(await press(id)).toEqual(["focus"]);
      await expect(card(id)).toContainText("Test yard 1");
    }

    await page.goto("about:blank");
    const asked = await press("push-2");
    expect(asked).toEqual(["/drive?sel=push-2"]);
    await page.goto(ownGateway.url + asked[0]);
    await expect(card("push-2")).toContainText("Test yard 1", { timeout: 20_000 });
  });

  test("subscribes anew when the browser's subscription changes, for who wanted it alone", async ({ page, context, service, ownGateway }) => {
    await browserOf(page, service, "granted");
    const { worker } = await installed(page, context, ownGateway.url);
    const change = (subscription: object) =>
      worker.evaluate(async (newSubscription) => {
        const work: Promise<unknown>[] = [];
        const waitUntil = (it: Promise<unknown>) => void work.push(it);
        globalThis.dispatchEvent(Object.assign(new Event("pushsubscriptionchange"), { newSubscription, waitUntil }));
        await Promise.all(work);
      }, subscription);
    await change(service.subscription);
    expect(await isOn(page, ownGateway.url)).toBe(false);

    await turnOn(page);
    const moved = { ...service.subscription, endpoint: `${service.host}/moved` };
    await change(moved);
    expect(await isOn(page, ownGateway.url)).toBe(true);
    const dispatch = await program(ownGateway.url, "dispatcher");
    await order(dispatch, "push-4");
    await dispatch("shipment.assign", { id: "push-4", to: "u-driver" });
    await expect.poll(() => service.paths).toContain("/moved");
    // The language is that of before.
    expect(service.about("push-4")[0].language).toBe("en");
  });
});
