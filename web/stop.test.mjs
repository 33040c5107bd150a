// Which stops of the program count, by example. Run by `cargo xtask web`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { forget, isTooOften, recent } from "./stop.js";

const NOW = 10_000_000;
const MINUTE = 60_000;

test("what happened in the last ten minutes counts", () => {
  const kept = [NOW - 11 * MINUTE, NOW - 10 * MINUTE, NOW - 9 * MINUTE, NOW];
  assert.deepEqual(recent(JSON.stringify(kept), NOW), [NOW - 9 * MINUTE, NOW]);
});

test("a clock that was put back holds nobody up", () => {
  assert.deepEqual(recent(JSON.stringify([NOW + MINUTE]), NOW), []);
});

for (const garbage of [null, "", "{", "{}", "7", '["x", null, {}]']) {
  test(`nothing is read out of ${garbage}`, () => assert.deepEqual(recent(garbage, NOW), []));
}

test("a browser that keeps nothing starts all the same", () => {
  Object.defineProperty(globalThis, "sessionStorage", {
    configurable: true,
    get() {
      throw new Error("blocked");
    },
  });
  forget();
  assert.equal(isTooOften(), false);
});
