// What the service worker does with what is pushed, on browsers that no machine of ours has. Run by `cargo xtask web`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("sw.js", import.meta.url), "utf8");
const CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";
const CHROME_ON_A_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
const SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15";

/** A worker with these pages, whose requests are answered so. */
function worker({ userAgent = CHROME, pages = [], answer = () => undefined, source = SOURCE, ...others } = {}) {
  const heard = {};
  const [shown, asked, opened] = [[], [], []];
  const registration = {
    showNotification: async (title, options) => void shown.push({ title, ...options }),
    pushManager: { subscribe: async ({ applicationServerKey }) => ({ endpoint: `for ${applicationServerKey}` }) },
  };
  const self = {
    addEventListener: (kind, hear) => (heard[kind] = hear),
    clients: { matchAll: async () => pages, openWindow: async (url) => opened.push(url) },
    registration,
  };
  const fetch = async (url, options) => {
    asked.push({ url, ...options });
    return answer(url, options);
  };
  vm.runInNewContext(source, { self, navigator: { userAgent }, ...others, fetch, MessageChannel, setTimeout, AbortSignal, URL });
  const dispatch = async (kind, event) => {
    const work = [];
    heard[kind]({ ...event, waitUntil: (it) => work.push(it) });
    await Promise.all(work);
  };
  const push = (told) => dispatch("push", { data: { json: () => told } });
  return { dispatch, push, shown, asked, opened };
}

/** A page in view; whether it says that it sees to what it is told. */
function page(url, takes) {
  const words = [];
  const focused = { it: 0 };
  const postMessage = (word, [port]) => {
    words.push(word);
    if (takes) {
      port.postMessage(true);
    }
  };
  return { url, visibilityState: "visible", postMessage, focus: async () => (focused.it += 1), words, focused };
}

const TOLD = { kind: "assigned", shipment: "s-1", reference: "SH-1", place: "Kiln road 7", language: "en" };
const DRIVE = "http://localhost/drive";

test("a driver's page that tells it is enough, except for Safari", async () => {
  for (const [userAgent, n] of [[CHROME, 0], [CHROME_ON_A_MAC, 0], [IPHONE, 1], [SAFARI, 1]]) {
    const drive = page(DRIVE, true);
    const { push, shown } = worker({ userAgent, pages: [drive] });
    await push(TOLD);
    assert.equal(shown.length, n, userAgent);
    assert.equal(drive.words[0].told, "s-1", "it looks whether it has it");
  }
});

test("a page in view that says nothing is as good as none", async () => {
  const { push, shown } = worker({ pages: [page("http://localhost/help", false), page(DRIVE, false)] });
  await push(TOLD);
  assert.equal(shown.length, 1);
  assert.equal(shown[0].body, "SH-1 · Kiln road 7");
  assert.equal(shown[0].tag, "s-1");
});

test("a press goes to the page that takes it, or to a new one", async () => {
  const press = { notification: { data: "s 1", close: () => undefined } };
  const drive = page(DRIVE, true);
  const there = worker({ pages: [drive] });
  await there.dispatch("notificationclick", press);
  assert.deepEqual([drive.focused.it, there.opened], [1, []]);
  // It has gone to another page of the app since, or hangs.
  const gone = worker({ pages: [page(DRIVE, false)] });
  await gone.dispatch("notificationclick", press);
  assert.deepEqual(gone.opened, ["/drive?sel=s%201"]);
});

const marked = (body, has = true) => ({ ok: true, headers: { has: (name) => has && name === "x-livedeck" }, json: async () => body });

test("a subscription that changes is told in the name of its person, and only to the gateway", async () => {
  const answer = (url) => marked(url.endsWith("/key") ? { key: "the key" } : { on: true, user: "u-driver" });
  const { dispatch, asked } = worker({ answer });
  await dispatch("pushsubscriptionchange", {});
  const told = asked.map(({ method, url, headers }) => [method, url, headers["x-livedeck"], headers["x-livedeck-user"]]);
  assert.deepEqual(told, [
    ["GET", "/api/v1/push", "1", undefined],
    ["GET", "/api/v1/push/key", "1", "u-driver"],
    ["PUT", "/api/v1/push", "1", "u-driver"],
  ]);
  assert.equal(JSON.parse(asked[2].body).endpoint, "for the key");
  assert.ok(asked.every((it) => it.signal), "it does not wait for ever");
});

test("nobody's subscription is begun anew, and a portal's answer is none", async () => {
  const off = worker({ answer: () => marked({ on: false, user: "u-driver" }) });
  await off.dispatch("pushsubscriptionchange", {});
  assert.equal(off.asked.length, 1);

  const portal = worker({ answer: () => marked({ on: true, user: "u-driver" }, false) });
  await assert.rejects(portal.dispatch("pushsubscriptionchange", {}), /no answer/);
  assert.equal(portal.asked.length, 1);
});

test("a device that is to save data fetches at once only what every page and the driver's needs", async () => {
  const source = SOURCE.replace('"__FILES__"', '"/app.js", "/drive.wasm", "/map.js"').replace('"__FEW__"', '"/app.js", "/drive.wasm"');
  const file = (url) => {
    const headers = { get: () => (url === "/" ? "text/html" : "text/javascript") };
    const body = { ok: true, type: "basic", redirected: false, headers, text: async () => 'content="__VERSION__"' };
    return { ...body, clone: () => body };
  };
  for (const [saveData, urls] of [[true, ["/", "/app.js", "/drive.wasm"]], [false, ["/", "/app.js", "/drive.wasm", "/map.js"]]]) {
    const put = [];
    const caches = { open: async () => ({ put: async (url) => void put.push(url) }), match: async () => undefined };
    const navigator = { userAgent: CHROME, connection: { saveData } };
    const { dispatch, asked } = worker({ source, navigator, caches, answer: file });
    await dispatch("install", {});
    assert.deepEqual(put, urls);
    assert.deepEqual(asked.map((it) => it.url), urls);
  }
});
