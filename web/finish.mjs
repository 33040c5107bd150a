// Turns what trunk leaves behind into what is served; trunk runs it after every build.
//
// One stylesheet instead of many, an import map with hashes instead of inline script, the chart library as a module of
// its own, every name with the hash of its content. A release build is also shrunk, compressed and held to its budget,
// and has a service worker that knows its files.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import * as esbuild from "esbuild";

import { binaryen } from "./binaryen.mjs";
import { land } from "./land.mjs";
import { merge } from "./merge.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) {
  console.error("finish.mjs is run by trunk: use `cargo xtask serve`, or `trunk build`.");
  process.exit(1);
}
const release = process.env.TRUNK_PROFILE === "release";
const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const cache = join(target, "web");
mkdirSync(cache, { recursive: true });

// What the current releases of Chrome, Edge, Firefox and Safari all understand.
const TARGET = "es2022";
const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".svg", ".wasm", ".webmanifest"]);
const SMALLEST_COMPRESSED = 256;
const MANIFEST = "manifest.webmanifest";
// Files whose names change with their content.
const HASHED = /-[0-9a-f]{16}(_bg)?\.\w+$/;

const digest = (kind, bytes, form) => createHash(kind).update(bytes).digest(form);
const integrity = (bytes) => `sha384-${digest("sha384", bytes, "base64")}`;
const read = (name) => readFileSync(join(staging, name));

// Puts a file beside the page under a name that changes with its content.
function put(stem, ext, bytes) {
  const name = `${stem}-${digest("sha256", bytes, "hex").slice(0, 16)}.${ext}`;
  writeFileSync(join(staging, name), bytes);
  return { name, url: `/${name}`, integrity: integrity(bytes) };
}

// Takes a file that trunk left; there is exactly one.
function take(pattern) {
  const found = readdirSync(staging).filter((name) => pattern.test(name));
  if (found.length !== 1) {
    throw new Error(`expected one file like ${pattern} from trunk, found ${found.length}`);
  }
  const bytes = read(found[0]);
  rmSync(join(staging, found[0]));
  return bytes;
}

// Runs wasm-opt, unless the same input was optimised before.
function shrink(wasm) {
  const kept = join(cache, `${digest("sha256", wasm, "hex")}.wasm`);
  if (!existsSync(kept)) {
    // Two builds at once must not take each other's.
    const [from, to] = ["in", "out"].map((it) => join(cache, `${it}-${process.pid}.wasm`));
    writeFileSync(from, wasm);
    binaryen("wasm-opt", ["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features", from, "-o", to]);
    writeFileSync(kept, readFileSync(to));
    [from, to].forEach((path) => rmSync(path));
  }
  used.add(kept);
  return readFileSync(kept);
}

// What this build needed of what was optimised; the rest is of older builds.
const used = new Set();

function forgetUnused() {
  const kept = readdirSync(cache).filter((name) => /^[0-9a-f]{64}\.wasm$/.test(name));
  for (const path of kept.map((name) => join(cache, name)).filter((path) => !used.has(path))) {
    rmSync(path);
  }
}

// Cuts the linked program at its split points (src/chunk.rs) and connects the pieces to the browser. What trunk made of
// the whole program is left: the cut must be made before the symbols are gone.
async function split() {
  const [cut, bound] = [join(cache, "cut"), join(cache, "bound")];
  for (const folder of [cut, bound]) {
    rmSync(folder, { force: true, recursive: true });
    mkdirSync(folder);
  }
  const linked = join(target, "wasm32-unknown-unknown", "release", "livedeck.wasm");
  const run = (program, words) => execFileSync(program, words, { stdio: ["ignore", "inherit", "inherit"] });
  run("wasm-split-cli", [linked, cut, "--out-name", "livedeck"]);
  run("wasm-bindgen", [join(cut, "livedeck.wasm"), "--target", "web", "--no-typescript", "--keep-lld-exports", "--out-dir", bound]);

  const link = merge(cut, readFileSync(join(cut, "__wasm_split.js")).toString());
  const pieces = new Map();
  const linkText = link.replace(/new URL\("\.\/(\w+)\.wasm", import\.meta\.url\)/g, (_, name) => {
    if (!pieces.has(name)) {
      pieces.set(name, put(name, "wasm", shrink(readFileSync(join(cut, `${name}.wasm`)))));
    }
    const { url, integrity } = pieces.get(name);
    return `"${url}", { credentials: "same-origin", integrity: "${integrity}" }`;
  });
  // A part that is lost is said on the page, where it is asked for; what is only fetched ahead may be lost in silence.
  writeFileSync(join(bound, "__wasm_split.js"), linkText.replace("console.error(e);", ""));
  const loads = /__wasm_split_load_(\w+) = wrapAsyncCb\(makeLoad\(\(\) => \{\s*const src = fetch\(new URL\("\.\/(\w+)\.wasm"[^]*?\}\s*, \[([^\]]*)\]\)\);/g;
  const parts = {};
  for (const [, part, own, shared] of link.matchAll(loads)) {
    const names = [own, ...shared.split(",").map((it) => it.trim().replace(/^__/, "")).filter(Boolean)];
    parts[part] = names.map((name) => pieces.get(name).name);
  }
  const text = await bundle(join(bound, "livedeck.js"), []);
  return { wasm: readFileSync(join(bound, "livedeck_bg.wasm")), text, parts };
}

// The map library with its worker and what it draws from the start; each is a file under its own name.
async function map() {
  const entry = createRequire(import.meta.url).resolve("maplibre-gl/dist/maplibre-gl-worker.mjs");
  const worker = put("map-worker", "js", await bundle(entry, []));
  const coasts = put("map-land", "json", Buffer.from(land()));
  const city = put("map-city", "json", readFileSync(join(root, "public", "maps", "port-alder.json")));
  const text = await bundle("map.js", []);
  const files = { __MAP_WORKER__: worker, __MAP_LAND__: coasts, __MAP_CITY__: city };
  const named = Object.entries(files).reduce((text, [mark, { url }]) => text.replace(mark, url), text);
  return put("map", "js", named);
}

const css = (text) => (release ? esbuild.transformSync(text, { minify: true, loader: "css" }).code : text);

async function bundle(entry, external) {
  const built = await esbuild.build({
    entryPoints: [resolve(here, entry)],
    bundle: true,
    external,
    format: "esm",
    legalComments: "none",
    // wasm-bindgen names the file that loads the parts once a part.
    logOverride: { "duplicate-object-key": "silent" },
    minify: release,
    target: TARGET,
    write: false,
  });
  return built.outputFiles[0].text;
}

async function finish() {
  let html = read("index.html").toString();

  const whole = { wasm: take(/^livedeck-.*_bg\.wasm$/), text: take(/^livedeck-.*\.js$/).toString(), parts: {} };
  const program = release ? await split() : whole;
  const wasm = put("livedeck", "wasm", release ? shrink(program.wasm) : program.wasm);
  const app = put("livedeck", "js", program.text);
  const charts = put("charts", "js", await bundle("charts.js", []));
  const ground = await map();
  const push = put("push", "js", await bundle("push.js", []));
  const bootText = await bundle("boot.js", ["livedeck/*"]);
  const boot = put(
    "boot",
    "js",
    bootText
      .replace("__WASM__", wasm.url)
      .replace("__WASM_INTEGRITY__", wasm.integrity)
      .replace('"__PARTS__"', JSON.stringify(program.parts))
      .replace("__WORKER__", release ? "/sw.js" : ""),
  );

  const sheets = [...html.matchAll(/<link[^>]*rel="?stylesheet"?[^>]*>/g)].map(([tag]) => ({
    tag,
    name: /href="?\/?([^"\s>]+)/.exec(tag)?.[1],
  }));
  const style = put("style", "css", css(sheets.map(({ name }) => read(name).toString()).join("\n")));
  for (const { tag, name } of sheets) {
    html = html.replace(tag, "");
    rmSync(join(staging, name));
  }

  const importmap = JSON.stringify({
    imports: { "livedeck/app": app.url, "livedeck/charts": charts.url, "livedeck/map": ground.url, "livedeck/push": push.url },
    integrity: Object.fromEntries([app, charts, ground, push].map(({ url, integrity }) => [url, integrity])),
  });
  const touchIcon = writeManifest();
  const tags = [
    `<link rel="manifest" href="/${MANIFEST}">`,
    `<link rel="apple-touch-icon" href="${touchIcon}">`,
    `<link rel="stylesheet" href="${style.url}" integrity="${style.integrity}">`,
    `<script type="importmap">${importmap}</script>`,
    `<link rel="modulepreload" href="${app.url}" integrity="${app.integrity}">`,
    `<script type="module" src="${boot.url}" integrity="${boot.integrity}"></script>`,
  ];
  html = html
    .replace(/<link[^>]*data-trunk[^>]*rel="?rust"?[^>]*>/, "")
    .replace(/<!--[^]*?-->/g, "")
    .replace("</head>", () => `${tags.join("\n")}\n</head>`)
    .replace(/\n\s*\n*/g, "\n");
  writeWorker(html, touchIcon, program.parts);

  const rows = sizes();
  writeFileSync(join(cache, "sizes.json"), `${JSON.stringify(rows, null, 2)}\n`);
  if (release) {
    forgetUnused();
    report(rows, program.parts);
  }
}

// The manifest with its pictures under hashed names; tells the icon that Apple's devices take.
function writeManifest() {
  const source = join(root, "public");
  const urls = new Map();
  const picture = (name) => {
    if (!urls.has(name)) {
      urls.set(name, put(name.replace(/\.png$/, ""), "png", readFileSync(join(source, name))).url);
    }
    return urls.get(name);
  };
  const manifest = readFileSync(join(source, MANIFEST)).toString();
  writeFileSync(join(staging, MANIFEST), manifest.replace(/[\w-]+\.png/g, picture));
  return picture("icon-maskable-192.png");
}

// The page with its version, and the service worker that keeps its files. A debug build has the worker that takes
// itself away: whoever builds must see what they built.
function writeWorker(html, icon, parts) {
  const hashed = readdirSync(staging).filter((name) => HASHED.test(name));
  const version = digest("sha256", [html, ...hashed].join("\n"), "hex").slice(0, 16);
  const tag = `<meta name="livedeck-version" content="${version}">`;
  writeFileSync(join(staging, "index.html"), html.replace("</head>", () => `${tag}\n</head>`));
  const off = readFileSync(join(here, "sw-off.js"));
  writeFileSync(join(staging, "sw-off.js"), off);
  if (!release) {
    writeFileSync(join(staging, "sw.js"), off);
    return;
  }
  const isLater = (name) => name.startsWith("charts-") || !/\.(css|js|wasm)$/.test(name);
  const seldom = new Set(Object.values(parts).flat());
  for (const name of parts.drive ?? []) {
    seldom.delete(name);
  }
  const isSeldom = (name) => seldom.has(name) || name.startsWith("map-");
  const list = (names) => JSON.stringify(names.map((name) => `/${name}`)).slice(1, -1);
  const worker = readFileSync(join(here, "sw.js"))
    .toString()
    .replace("__VERSION__", version)
    .replace("__ICON__", icon)
    .replace('"__FILES__"', list(hashed.filter((name) => !isLater(name))))
    .replace('"__FEW__"', list(hashed.filter((name) => !isLater(name) && !isSeldom(name))))
    .replace('"__LATER__"', list(hashed.filter(isLater)));
  writeFileSync(join(staging, "sw.js"), esbuild.transformSync(worker, { minify: true, target: TARGET }).code);
}

// Bytes of every file; in a release build with its compressed siblings, which are what travels.
function sizes() {
  return readdirSync(staging, { recursive: true })
    .filter((name) => statSync(join(staging, name)).isFile())
    .sort()
    .map((name) => {
      const bytes = read(name);
      const row = { name, raw: bytes.length, gzip: bytes.length, brotli: bytes.length };
      if (release && COMPRESSED.has(extname(name)) && bytes.length >= SMALLEST_COMPRESSED) {
        const gzip = gzipSync(bytes, { level: 9 });
        const brotli = brotliCompressSync(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        });
        writeFileSync(join(staging, `${name}.gz`), gzip);
        writeFileSync(join(staging, `${name}.br`), brotli);
        row.gzip = gzip.length;
        row.brotli = brotli.length;
      }
      return row;
    });
}

function report(rows, parts) {
  const budget = JSON.parse(readFileSync(join(here, "budget.json"), "utf8"));
  const kib = (bytes) => (bytes / 1024).toFixed(1);
  const sum = (test) => rows.filter(({ name }) => test(name)).reduce((bytes, { brotli }) => bytes + brotli, 0);
  const start = /^(index\.html|(boot|livedeck|style)-[0-9a-f]+\.\w+)$/;
  const wasm = (name) => (start.test(name) && name.endsWith(".wasm")) || /^(chunk|split)_/.test(name);
  const spent = {
    start: sum((name) => start.test(name)),
    // Connecting waits for what tabs share.
    critical: sum((name) => start.test(name) || parts.overview?.includes(name) || parts.tabs?.includes(name)),
    drive: sum((name) => start.test(name) || parts.drive?.includes(name) || parts.tabs?.includes(name)),
    app: sum((name) => start.test(name) || wasm(name)),
    charts: sum((name) => name.startsWith("charts-") || parts.charts?.includes(name)),
    map: sum((name) => /^map-/.test(name)),
  };
  const over = Object.entries(spent).some(([part, bytes]) => bytes > budget[part]);
  // File by file they stand in sizes.json, which `cargo xtask bench` prints.
  const told = Object.entries(spent).map(([part, bytes]) => `${part} ${kib(bytes)} of ${kib(budget[part])}`);
  console.log(`sizes (brotli, KiB): ${told.join(", ")}`);
  if (over) {
    console.error("The app is over its size budget (web/budget.json): make it smaller, or argue for a larger budget.");
    process.exit(1);
  }
}

await finish();
