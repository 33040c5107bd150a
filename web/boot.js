// The only script of the page: guards its markup, starts the app, and says so when that fails or the app stops.
//
// An external file, because the Content-Security-Policy allows no inline script. web/finish.mjs writes the address
// and the hash of the WebAssembly file into it.

import { answer, ask } from "./ask.js";
import { install, register } from "./install.js";
import { defaultPolicy } from "./policy.js";
import { forget, isTooOften, watch } from "./stop.js";

const WASM = "__WASM__";
const WASM_INTEGRITY = "__WASM_INTEGRITY__";
// The files of every part of the program (src/chunk.rs); none where it is whole.
const PARTS = "__PARTS__";
// Names this build; the page's markup and the service worker carry it too.
const VERSION = document.querySelector('meta[name="livedeck-version"]')?.content;
// Which part a page is.
const PART_OF = [
  [/^\/(fleet)?$/, "overview"],
  [/^\/fleet\/vehicles\/./, "report"],
  [/^\/fleet\//, "tables"],
  [/^\/drive/, "drive"],
  [/^\/dispatch/, "dispatch"],
  [/^\/welcome/, "door"],
  [/^\/(diagnostics|settings|help)/, "seldom"],
];

// Said without the program, so in plain DOM and with words of its own.
const WORDS = {
  en: {
    first: "The first time takes a few seconds. After that Livedeck starts at once.",
    noStart: "Livedeck could not start",
    newer: "A new version may have been installed a moment ago.",
    noNetwork: "There is no network connection.",
    stopped: "Livedeck has stopped",
    again: "It starts again in a few seconds.",
    tooOften: "Livedeck stopped several times",
    kept: "What you did is kept on this device.",
    button: "Try again",
  },
  fr: {
    first: "La première fois prend quelques secondes. Ensuite, Livedeck démarre aussitôt.",
    noStart: "Livedeck n’a pas pu démarrer",
    newer: "Une nouvelle version vient peut-être d’être installée.",
    noNetwork: "Il n’y a pas de connexion au réseau.",
    stopped: "Livedeck s’est arrêté",
    again: "Il redémarre dans quelques secondes.",
    tooOften: "Livedeck s’est arrêté plusieurs fois",
    kept: "Ce que vous avez fait est conservé sur cet appareil.",
    button: "Réessayer",
  },
};

// Before anything else can touch the page. Browsers without Trusted Types ignore the policy; the app never builds
// markup from data either way.
globalThis.trustedTypes?.createPolicy("default", defaultPolicy);

// What the app asks this page for. Frozen: nobody else may put something here.
globalThis.livedeck = Object.freeze({
  answer,
  // Loads the chart library once and leaves it in `globalThis.echarts`.
  charts: () => import("livedeck/charts"),
  install,
  // Loads the map library once and gives what it offers (web/map.js).
  map: () => import("livedeck/map"),
  // Loads what a browser needs to be told while no page is open (web/push.js).
  push: () => import("livedeck/push"),
});

ask();
if (isFirst()) {
  const line = document.createElement("p");
  line.textContent = words().first;
  document.getElementById("boot")?.append(line);
}

try {
  if (typeof WebAssembly !== "object") {
    throw new Error("This browser has no WebAssembly, or it is switched off.");
  }
  if (isTooOften()) {
    explain("tooOften", "kept");
  } else {
    await begin();
  }
} catch (error) {
  console.error(error);
  explain("noStart", navigator.onLine ? "newer" : "noNetwork", String(error?.message ?? error));
}

async function begin() {
  // The program is large: what is on the page needs the network first, and is seen before it is shared.
  await seen();
  const options = WASM_INTEGRITY ? { integrity: WASM_INTEGRITY } : {};
  const compiled = WebAssembly.compileStreaming(fetch(WASM, { credentials: "same-origin", ...options }));
  fetchPart();
  const [{ default: start }, program] = await Promise.all([import("livedeck/app"), compiled]);
  watch(() => explain("stopped", "again", "kept"));
  // The compiler may have kept the browser from drawing.
  await seen();
  // From here on it is the app's time and no longer the network's and the compiler's.
  performance.mark("livedeck:start");
  await start({ module_or_path: program });
  document.getElementById("boot")?.remove();
  // Without it the app works as before, only not without a network.
  setTimeout(() => register(VERSION).catch(() => undefined), 2000);
}

// Resolves when what is on the page was drawn; a hidden page is not drawn.
function seen() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 50);
  });
}

// The app asks for its parts itself, but only once it runs.
function fetchPart() {
  const part = PART_OF.find(([path]) => path.test(location.pathname))?.[1];
  for (const name of PARTS[part] ?? []) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href: `/${name}` });
    document.head.append(link);
  }
}

function explain(...keys) {
  const said = words();
  const box = document.createElement("main");
  box.id = "boot-failure";
  box.setAttribute("role", "alert");
  const lines = keys.map((key, nth) => {
    const line = document.createElement(nth === 0 ? "h1" : "p");
    // What is no key is what the browser says.
    line.textContent = said[key] ?? key;
    return line;
  });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--primary";
  button.textContent = said.button;
  button.addEventListener("click", () => {
    forget();
    location.reload();
  });
  box.append(...lines, button);
  document.body.replaceChildren(box);
}

function words() {
  return WORDS[language()] ?? WORDS.en;
}

// Whether this browser has nothing of the app yet.
function isFirst() {
  try {
    return localStorage.length === 0;
  } catch {
    return false;
  }
}

// The language that was chosen (src/settings.rs keeps it), or the browser's.
function language() {
  try {
    const { language } = JSON.parse(localStorage.getItem("livedeck:1:settings"));
    return language ?? navigator.language.slice(0, 2);
  } catch {
    return navigator.language.slice(0, 2);
  }
}
