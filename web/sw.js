// The service worker: keeps the app's files, so that it opens without a network, and nothing else: never an answer of the
// API, never a page in the place of a file. And it shows what the gateway tells while no page is seen.
// web/finish.mjs writes the version, the lists and the icon.

const VERSION = "__VERSION__";
// Fetched when this version is installed.
const FILES = ["__FILES__"];
// What of these is fetched at once where the device is to save data: what every page needs, and the driver's.
const FEW = ["__FEW__"];
// Kept when they are first used: not everybody needs them.
const LATER = ["__LATER__"];
const ICON = "__ICON__";
const PREFIX = "livedeck-";
const CACHE = PREFIX + VERSION;
const PAGE = "/";
// A network that is there and answers nothing is none.
const PATIENCE_MS = 4000;
const PUSH = "/api/v1/push";
const ASKED_MS = 10_000;
// As long as a press may wait, and no longer than a page that lives takes.
const ANSWER_MS = 1000;

const isFile = (response) =>
  response.ok && response.type === "basic" && !response.redirected && !/^text\/html/.test(response.headers.get("content-type") ?? "");

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(CACHE);
  const page = await fetch(PAGE, { cache: "no-cache" });
  const text = page.ok && !page.redirected ? await page.clone().text() : "";
  // Another build than this worker's, or a portal's page: with it, files would be missing. The next look finds its own.
  if (!text.includes(`content="${VERSION}"`)) {
    throw new Error("the page is not of this version");
  }
  await cache.put(PAGE, page);
  // The others are kept when they are first used.
  for (const url of navigator.connection?.saveData ? FEW : FILES) {
    // What an older version kept under the same name is the same file: its name is its hash.
    const kept = await caches.match(url);
    const response = kept ?? (await fetch(url));
    if (!kept && !isFile(response)) {
      throw new Error(`${url} is not there`);
    }
    await cache.put(url, response);
  }
}

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld());
});

// The one before stays: its pages may still be open and want a part of the program.
async function forgetOld() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("message", ({ data, ports }) => {
  if (data === "take over") {
    self.skipWaiting();
  } else if (data === "which version") {
    ports[0]?.postMessage(VERSION);
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) {
    return;
  }
  const isKept = FILES.includes(url.pathname) || LATER.includes(url.pathname);
  if (request.mode === "navigate") {
    // What has an extension is a file that somebody looks at, and no page of the app.
    if (!/\.\w+$/.test(url.pathname)) {
      event.respondWith(page(request));
    }
  } else if (isKept || /-[0-9a-f]{16}\.\w+$/.test(url.pathname)) {
    event.respondWith(file(request, url.pathname, isKept));
  }
});

// The network's page where there is one: it is the newest. The kept one after a failure, or a while of silence.
async function page(request) {
  const asked = fetch(request).then((response) => (response.status >= 500 ? undefined : response));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const response = await Promise.race([asked.catch(() => undefined), late]);
  if (response) {
    return response;
  }
  const kept = await (await caches.open(CACHE)).match(PAGE);
  return kept ?? asked.then((it) => it ?? Response.error()).catch(() => Response.error());
}

async function file(request, path, isKept) {
  const kept = await caches.match(path);
  if (kept) {
    return kept;
  }
  const response = await fetch(request);
  if (isKept && isFile(response)) {
    const cache = await caches.open(CACHE);
    await cache.put(path, response.clone());
  }
  return response;
}

// Here and not with the other texts: no page need be open. `{}` is the shipment and where it takes its driver next.
const WORDS = {
  en: {
    assigned: ["New work", "{}"],
    taken: ["Work taken back", "Not yours any more: {}"],
    other: ["Livedeck", "Something has changed."],
  },
  fr: {
    assigned: ["Nouveau travail", "{}"],
    taken: ["Travail retiré", "N’est plus à vous : {}"],
    other: ["Livedeck", "Quelque chose a changé."],
  },
};

// Safari takes the permission away from who is pushed to and shows nothing, whatever page is in view.
const ALWAYS_SHOWS = /iPhone|iPad|iPod|Macintosh/.test(navigator.userAgent) && !/Chrome\//.test(navigator.userAgent);

self.addEventListener("push", (event) => {
  event.waitUntil(tell(event.data));
});

async function tell(data) {
  const { kind, shipment = "", reference = "", place = "", language } = read(data);
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const seen = pages.filter((it) => it.visibilityState === "visible");
  // The driver's page, in view and connected, tells them itself, and says so. No other page would, nor one that hangs.
  const answers = await Promise.all(seen.map((it) => takes(it, { told: shipment })));
  if (answers.includes(true) && !ALWAYS_SHOWS) {
    return;
  }
  const words = WORDS[language] ?? WORDS.en;
  const [title, text] = words[kind] ?? words.other;
  // Of one shipment only the latest stands there; it is heard again.
  const again = shipment ? { tag: shipment, renotify: true } : {};
  const about = [reference, place].filter(Boolean).join(" · ");
  const body = text.replace("{}", () => about);
  await self.registration.showNotification(title, { body, lang: language, icon: ICON, data: shipment, ...again });
}

function read(data) {
  try {
    return data.json() ?? {};
  } catch {
    return {};
  }
}

// Whether a page says that it sees to that.
function takes(page, word) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), ANSWER_MS);
    page.postMessage(word, [port2]);
  }).finally(() => port1.close());
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

// A page that is there is brought forward and told, never loaded anew: somebody may be writing in it.
async function show(shipment) {
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find((it) => /^\/drive/.test(new URL(it.url).pathname));
  if (page && (await takes(page, { show: shipment }))) {
    return page.focus();
  }
  return self.clients.openWindow(shipment ? `/drive?sel=${encodeURIComponent(shipment)}` : "/drive");
}

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event.newSubscription));
});

// Only for a session that wanted it, and in the name of its person alone: another one may be signed in a moment later.
// What fails here the driver's page makes good when it is opened.
async function renew(subscription) {
  const { on, user } = await ask("GET");
  if (!on) {
    return;
  }
  const { key } = await ask("GET", "/key", { "x-livedeck-user": user });
  const fresh = subscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const headers = { "content-type": "application/json", "x-livedeck-user": user };
  await ask("PUT", "", headers, JSON.stringify(fresh));
}

async function ask(method, path = "", more = {}, body = undefined) {
  const headers = { accept: "application/json", "x-livedeck": "1", ...more };
  const response = await fetch(PUSH + path, { method, headers, body, signal: AbortSignal.timeout(ASKED_MS) });
  // Without the mark it was somebody else who answered.
  if (!response.ok || !response.headers.has("x-livedeck")) {
    throw new Error("no answer");
  }
  return response.json();
}
