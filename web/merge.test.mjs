// Which pieces of the program become one file, by example. Run by `cargo xtask web`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { groups } from "./merge.mjs";

const piece = (name, bytes, ...parts) => ({ name, bytes, parts: new Set(parts) });
const sorted = (files) => files.map((names) => [...names].sort().join(" ")).sort();

test("crumbs that the same parts need are one file", () => {
  assert.deepEqual(sorted(groups([piece("a", 300, "x", "y"), piece("b", 90_000, "x", "y")])), ["a b"]);
});

test("a crumb joins a file that more parts load, instead of costing a request", () => {
  assert.deepEqual(sorted(groups([piece("a", 300, "x", "y"), piece("b", 20_000, "x", "y", "z")])), ["a b"]);
});

test("nobody loads a large piece for the sake of a small one", () => {
  assert.deepEqual(sorted(groups([piece("a", 300, "x", "y"), piece("b", 90_000, "y", "z")])), ["a", "b"]);
  assert.deepEqual(sorted(groups([piece("a", 90_000, "x", "y"), piece("b", 90_000, "x", "y", "z")])), ["a", "b"]);
});

test("what nobody loads together stays apart, and nothing is lost", () => {
  const pieces = [piece("a", 10, "x"), piece("b", 10, "y"), piece("c", 10, "x", "y"), piece("d", 10, "z")];
  assert.deepEqual(groups(pieces).flat().sort(), ["a", "b", "c", "d"]);
  assert.deepEqual(sorted(groups([piece("a", 10, "x"), piece("b", 10, "y")])), ["a", "b"]);
});
