// Which markup may enter the page, by example. Run by `cargo xtask web`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { defaultPolicy, refusal } from "./policy.js";

const ALLOWED = [
  "",
  "plain text & an entity &amp;",
  "<!>",
  "<!-- a comment -->",
  '<section class="card"><h2 id="t">Fleet</h2><br/><input type="checkbox" disabled></section>',
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4 L20 20" stroke="currentColor"/></svg>',
  '<svg><use href="#icon-truck"></use></svg>',
  '<a href="/fleet/vehicles?status=moving" aria-current="page">Vehicles</a>',
  "<td data-tone='good' colspan=2>1</td>",
];

const REFUSED = [
  "<script>alert(1)</script>",
  "<ScRiPt src=x></ScRiPt>",
  "<img src=x onerror=alert(1)>",
  '<svg onload="alert(1)">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="  javascript:alert(1)">x</a>',
  "<a href=https://elsewhere.example>x</a>",
  '<a href="//elsewhere.example">x</a>',
  '<a href="/\\elsewhere.example">x</a>',
  '<a href="data:text/html,x">x</a>',
  '<iframe srcdoc="x"></iframe>',
  "<iframe>",
  '<p style="position:fixed">x</p>',
  "<style>*{display:none}</style>",
  '<base href="/x">',
  '<meta http-equiv="refresh" content="0">',
  '<form action="/x"></form>',
  '<button formaction="/x">x</button>',
  '<svg><animate attributeName="href" values="javascript:alert(1)"/></svg>',
  '<svg><set attributeName="onclick" to="alert(1)"/></svg>',
  '<math><a xlink:href="javascript:alert(1)">x</a></math>',
  "<p/onclick=alert(1)>",
  '<p title="<script>">',
  "<unfinished",
  "a < b",
];

test("static markup of views passes", () => {
  for (const markup of ALLOWED) {
    assert.equal(refusal(markup), undefined, markup);
    assert.equal(defaultPolicy.createHTML(markup), markup);
  }
});

test("markup that runs, loads or restyles something does not", () => {
  for (const markup of REFUSED) {
    assert.notEqual(refusal(markup), undefined, markup);
    assert.throws(() => defaultPolicy.createHTML(markup), TypeError, markup);
  }
});

test("nothing can be turned into a script but the service worker and the map's worker", () => {
  assert.deepEqual(Object.keys(defaultPolicy), ["createHTML", "createScriptURL"]);
  assert.equal(defaultPolicy.createScriptURL("/sw.js"), "/sw.js");
  const worker = "/map-worker-0123456789abcdef.js";
  assert.equal(defaultPolicy.createScriptURL(worker), worker);
  for (const address of [`//elsewhere.example${worker}`, `https://elsewhere.example${worker}`, "/boot-0123456789abcdef.js", `${worker}?x`, "/sw.js?x", "https://elsewhere.example/sw.js", "data:text/javascript,x", ""]) {
    assert.throws(() => defaultPolicy.createScriptURL(address), TypeError, address);
  }
});
