// Runs Binaryen's tools, for finish.mjs and merge.mjs.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const FOLDER = join(createRequire(import.meta.url).resolve("binaryen/package.json"), "..", "bin");
// What rustc emits for wasm32-unknown-unknown. Never --all-features: browsers refuse what comes out of it.
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-call-indirect-overlong",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];

/** What the tool prints. Throws where it fails. */
export function binaryen(tool, words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(FOLDER, tool), ...FEATURES, ...words], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["ignore", "pipe", "pipe"],
  });
  // What a linker notes for debuggers is stripped anyway.
  process.stderr.write(stderr.replace(/^warning: unknown name subsection.*\n/gm, ""));
  if (status !== 0) {
    throw new Error(`${tool} failed (${status})`);
  }
  return stdout;
}
