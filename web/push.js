// Whether this browser is told of new work while no page is open, and the way there and back (src/platform/push.rs).

const ADDRESS = "/api/v1/push";
// Who wanted it on this device, and in which language: what the gateway ended (a night without the app) is begun anew
// for them, and for nobody else.
const MARK = "livedeck:1:push";
// Whom the gateway was told of by this page: a browser may have changed its subscription while nobody could be told.
let told;
const PATIENCE_MS = 10_000;
// The worker is registered a while after the start (web/boot.js).
const REGISTERED_MS = 8_000;

const isKnown = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

async function ask(user, method, path = "", body = undefined) {
  const headers = { accept: "application/json", "x-livedeck": "1", "x-livedeck-user": user };
  if (body) {
    headers["content-type"] = "application/json";
  }
  const options = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) };
  const response = await fetch(ADDRESS + path, options);
  // Without the mark it was somebody else who answered.
  if (!response.headers.has("x-livedeck")) {
    throw new Error("no answer");
  }
  return { status: response.status, ...(await response.json()) };
}

// The part of the browser that subscribes; none without a service worker.
async function manager() {
  const ready = navigator.serviceWorker.ready;
  const late = new Promise((resolve) => setTimeout(resolve, REGISTERED_MS));
  const registered = late.then(() => navigator.serviceWorker.getRegistration()).then((it) => it && ready);
  return (await Promise.race([ready, registered]))?.pushManager;
}

function isFor(subscription, key) {
  const own = new Uint8Array(subscription.options?.applicationServerKey ?? []);
  const text = btoa(String.fromCharCode(...own));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") === key;
}

// Has a subscription for the gateway's key, and tells the gateway.
async function subscribe(user, language) {
  const own = await manager();
  const { key, status } = await ask(user, "GET", "/key");
  if (!own || !key) {
    throw new Error(`no key: ${status}`);
  }
  let subscription = await own.getSubscription();
  if (subscription && !isFor(subscription, key)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await own.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { on } = await ask(user, "PUT", "", { ...subscription.toJSON(), language });
  if (!on) {
    throw new Error("the gateway refuses");
  }
  told = `${user} ${language}`;
  localStorage.setItem(MARK, told);
}

// How it stands: `unsupported`, `blocked`, `off`, `on`; `none` where the installation does not push, `unknown` while the
// gateway does not answer, `failed` where what should be on could not be begun anew.
async function state(user, language) {
  if (!isKnown()) {
    return "unsupported";
  }
  const own = await manager();
  if (!own) {
    return "unsupported";
  }
  const answer = await ask(user, "GET").catch(() => ({}));
  if (answer.status === 404) {
    return "none";
  }
  const isTheirs = localStorage.getItem(MARK)?.startsWith(`${user} `) && Notification.permission === "granted";
  if (answer.on && !isTheirs) {
    // A permission or a mark that is gone: nobody is told what they could not turn off.
    await ask(user, "DELETE").catch(() => undefined);
  }
  if (Notification.permission === "denied") {
    return "blocked";
  }
  if (answer.status !== 200 || answer.user !== user) {
    return "unknown";
  }
  if (!isTheirs) {
    return "off";
  }
  const stands = answer.on && (await own.getSubscription());
  if (stands && told === `${user} ${language}`) {
    return "on";
  }
  return subscribe(user, language).then(() => "on", () => (stands ? "on" : "failed"));
}

async function turnOn(user, language) {
  // First, while the press still counts.
  const answer = await Notification.requestPermission();
  if (answer !== "granted") {
    return answer === "denied" ? "blocked" : "off";
  }
  return subscribe(user, language).then(() => "on", () => "failed");
}

async function turnOff(user) {
  told = undefined;
  await end();
  // What the gateway does not hear now it learns with its next message: there is nobody any more.
  await ask(user, "DELETE").catch(() => undefined);
  return "off";
}

// Nobody is told on this device any more.
async function end() {
  localStorage.removeItem(MARK);
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

export const push = Object.freeze({
  state,
  // Whether the browser would ask the person.
  asks: () => Notification.permission === "default",
  turnOn,
  turnOff,
  end,
});
