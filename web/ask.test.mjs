// What is asked before the program runs, by example. Run by `cargo xtask web`.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { answer, ask } from "./ask.js";

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});

// A gateway with these answers; anything else is refused.
function gateway(answers, headers = { "x-livedeck": "1" }) {
  const asked = [];
  globalThis.fetch = async (path) => {
    asked.push(path);
    const body = answers[path];
    return new Response(JSON.stringify(body ?? {}), { status: body ? 200 : 401, headers });
  };
  return asked;
}

test("who is signed in is told once", async () => {
  gateway({ "/api/v1/about": { signed_in: true }, "/api/v1/session": { user: { id: "u-1" } } });
  ask();
  assert.deepEqual(JSON.parse(await answer()), { signed_in: true, session: { user: { id: "u-1" } } });
  assert.equal(answer(), undefined);
});

test("who never signed in is not asked who they are", async () => {
  const asked = gateway({ "/api/v1/about": { signed_in: false } });
  ask();
  assert.deepEqual(JSON.parse(await answer()), { signed_in: false });
  assert.deepEqual(asked, ["/api/v1/about"]);
});

test("a session that is over, a portal and a dead network tell nothing", async () => {
  gateway({ "/api/v1/about": { signed_in: true } });
  ask();
  assert.equal(await answer(), undefined);
  gateway({ "/api/v1/about": { signed_in: false } }, {});
  ask();
  assert.equal(await answer(), undefined);
  globalThis.fetch = () => Promise.reject(new TypeError("no network"));
  ask();
  assert.equal(await answer(), undefined);
});
