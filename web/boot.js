// The only script of the page: guards its markup, starts the app, and says so when that fails.
//
// An external file, because the Content-Security-Policy allows no inline script. web/finish.mjs writes the address
// and the hash of the WebAssembly file into it.

import { install, register } from "./install.js";
import { defaultPolicy } from "./policy.js";

const WASM = "__WASM__";
const WASM_INTEGRITY = "__WASM_INTEGRITY__";
// The files of every part of the program (src/chunk.rs); none where it is whole.
const PARTS = "__PARTS__";
// Names this build; the page's markup and the service worker carry it too.
const VERSION = document.querySelector('meta[name="livedeck-version"]')?.content;
// Which part a page is; the app asks for it itself, but only once it runs.
const PART_OF = [
  [/^\/(fleet)?$/, "overview"],
  [/^\/fleet\/vehicles\/./, "report"],
  [/^\/fleet\//, "tables"],
  [/^\/drive/, "drive"],
  [/^\/dispatch/, "dispatch"],
  [/^\/welcome/, "door"],
  [/^\/(diagnostics|settings|help)/, "seldom"],
];

// Before anything else can touch the page. Browsers without Trusted Types ignore the policy; the app never builds
// markup from data either way.
globalThis.trustedTypes?.createPolicy("default", defaultPolicy);

// What the app asks this page for. Frozen: nobody else may put something here.
globalThis.livedeck = Object.freeze({
  // Loads the chart library once and leaves it in `globalThis.echarts`.
  charts: () => import("livedeck/charts"),
  install,
  // Loads the map library once and gives what it offers (web/map.js).
  map: () => import("livedeck/map"),
  // Loads what a browser needs to be told while no page is open (web/push.js).
  push: () => import("livedeck/push"),
});

const part = PART_OF.find(([path]) => path.test(location.pathname))?.[1];
for (const name of PARTS[part] ?? []) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href: `/${name}` });
  document.head.append(link);
}

try {
  if (typeof WebAssembly !== "object") {
    throw new Error("This browser has no WebAssembly, or it is switched off.");
  }
  const { default: start } = await import("livedeck/app");
  const options = WASM_INTEGRITY ? { integrity: WASM_INTEGRITY } : {};
  const program = await WebAssembly.compileStreaming(fetch(WASM, { credentials: "same-origin", ...options }));
  // From here on it is the app's time and no longer the network's and the compiler's.
  performance.mark("livedeck:start");
  await start({ module_or_path: program });
  document.getElementById("boot")?.remove();
  // Without it the app works as before, only not without a network.
  setTimeout(() => register(VERSION).catch(() => undefined), 2000);
} catch (error) {
  console.error(error);
  explain(error);
}

// The app could not start, so this is plain DOM and English.
function explain(error) {
  const box = document.createElement("main");
  box.id = "boot-failure";
  box.setAttribute("role", "alert");
  const title = document.createElement("h1");
  title.textContent = "Livedeck could not start";
  const reason = document.createElement("p");
  reason.textContent = String(error?.message ?? error);
  const hint = document.createElement("p");
  hint.textContent = navigator.onLine
    ? "A new version may have been installed a moment ago."
    : "There is no network connection.";
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Try again";
  again.addEventListener("click", () => location.reload());
  box.append(title, reason, hint, again);
  document.body.replaceChildren(box);
}
