// Puts pieces of the program that the same parts need into one file each: what parts share would otherwise be dozens of
// tiny files, and every file costs a request and a compilation.
//
// A piece only reaches into the program's table and memory, never into another piece: so where it stands is all the same.

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { binaryen } from "./binaryen.mjs";

// What one more file costs whoever loads a part, as uncompressed bytes of code that cost the same.
const FILE_COST = 8 * 1024;

// What a piece imports from; wasm-split-cli calls it so.
const PROGRAM = "__wasm_split";
// What a merged file imports from: the memory that two pieces import is one only where a third module, the hub, has it
// and hands it to both under the program's name.
const OUTSIDE = "outside";

const union = (a, b) => new Set([...a, ...b]);
const lacking = (a, b) => [...b].filter((part) => !a.has(part)).length;

/**
 * Which pieces become one file. `pieces` are `{ name, bytes, parts }`, where `parts` is the set of those that need it.
 * Gives lists of names; a part then loads every file in which it needs a piece. Merges as long as saved files outweigh
 * the code that parts load without needing it, the best pair first.
 */
export function groups(pieces) {
  const files = pieces.map(({ name, bytes, parts }) => ({ names: [name], bytes, parts: new Set(parts) }));
  const gain = (a, b) => {
    const both = [...a.parts].filter((part) => b.parts.has(part)).length;
    return both * FILE_COST - a.bytes * lacking(a.parts, b.parts) - b.bytes * lacking(b.parts, a.parts);
  };
  for (;;) {
    let best = { gain: 0 };
    files.forEach((a, at) =>
      files.slice(at + 1).forEach((b) => {
        const it = gain(a, b);
        if (it > best.gain) {
          best = { gain: it, a, b };
        }
      }),
    );
    if (!best.a) {
      return files.map(({ names }) => names);
    }
    const { a, b } = best;
    files.splice(files.indexOf(b), 1);
    a.names.push(...b.names);
    a.bytes += b.bytes;
    a.parts = union(a.parts, b.parts);
  }
}

// Which parts wait for which pieces, as the script of wasm-split-cli has it.
const LOADS = /__wasm_split_load_(\w+) = wrapAsyncCb\(makeLoad\(\(\) => \{[^]*?\}\s*, \[([^\]]*)\]\)\);/g;
const PIECE = /(?:\/\*[^*]*\*\/\s*)?const __(chunk_\d+) = makeLoad\(\(\) => \{[^]*?\}\s*, \[\]\);\n?/g;

const IMPORTS = `sharedImports = { ${PROGRAM}: {  } };`;

const named = (list) =>
  list
    .split(",")
    .map((it) => it.trim().replace(/^__/, ""))
    .filter(Boolean);

const IMPORT = /^ \(import "__wasm_split" "(\w+)" \((memory|table|global) \S+ (.+)\)\)$/gm;

// Bytes of a module's code and data: not what the linker noted for debuggers, nor the types, which all pieces repeat.
function codeBytes(wasm) {
  const isCounted = (id) => id === 10 || id === 11;
  let [at, sum] = [8, 0];
  const number = () => {
    for (let [value, shift] = [0, 0]; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < wasm.length) {
    const id = wasm[at++];
    const length = number();
    sum += isCounted(id) ? length : 0;
    at += length;
  }
  return sum;
}

// A module that takes from outside what pieces import, and hands it on to them. `files` are all pieces.
function hub(files) {
  const taken = new Map();
  for (const file of files) {
    const imported = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(file)));
    // Read as text only where it shows something new: names are to be had at once, their types are not.
    if (imported.some(({ name }) => !taken.has(name))) {
      for (const [, name, kind, type] of binaryen("wasm-dis", [file]).matchAll(IMPORT)) {
        taken.set(name, `(import "${OUTSIDE}" "${name}" (${kind} $${name} ${type})) (export "${name}" (${kind} $${name}))`);
      }
    }
  }
  return `(module\n${[...taken.values()].join("\n")}\n)\n`;
}

/** Merges the pieces in `folder` and gives the script `link` that loads them, with the merged ones in it. */
export function merge(folder, link) {
  if (!link.includes(IMPORTS)) {
    throw new Error(`the script of wasm-split-cli has no longer ${IMPORTS}`);
  }
  const file = (name) => join(folder, `${name}.wasm`);
  const parts = new Map();
  for (const [, part, list] of link.matchAll(LOADS)) {
    for (const name of named(list)) {
      parts.set(name, (parts.get(name) ?? new Set()).add(part));
    }
  }
  const pieces = [...parts].map(([name, parts]) => ({ name, bytes: codeBytes(readFileSync(file(name))), parts }));
  const bySize = [...pieces].sort((a, b) => a.bytes - b.bytes);
  writeFileSync(join(folder, "hub.wat"), hub(bySize.map(({ name }) => file(name))));
  binaryen("wasm-as", [join(folder, "hub.wat"), "-o", file("hub")]);
  const leaders = new Map();
  for (const names of groups(pieces)) {
    const [leader] = names;
    names.forEach((name) => leaders.set(name, leader));
    if (names.length > 1) {
      const inputs = names.flatMap((name) => [file(name), name]);
      binaryen("wasm-merge", [file("hub"), PROGRAM, ...inputs, "--skip-export-conflicts", "-o", file("merged")]);
      renameSync(file("merged"), file(leader));
    }
  }
  return link
    .replace(IMPORTS, `const program = {}; sharedImports = { ${PROGRAM}: program, ${OUTSIDE}: program };`)
    .replace(PIECE, (text, name) => (leaders.get(name) === name ? text : ""))
    .replace(LOADS, (text, part, list) => {
      const files = [...new Set(named(list).map((name) => leaders.get(name)))];
      return text.replace(`[${list}]`, `[${files.map((name) => `__${name}`).join(", ")}]`);
    });
}
