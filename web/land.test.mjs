// The world's coasts on a flat map: no sea becomes land.

import assert from "node:assert/strict";
import { test } from "node:test";

import { flat, land } from "./land.mjs";

// Whether a place is on land, by how often a ray to the east crosses a coast; what lies beyond the 180th meridian counts
// on both sides.
function isLand(polygons, [lng, lat]) {
  const crosses = (ring, x) =>
    ring.filter(([x1, y1], nth) => {
      const [x2, y2] = ring[(nth + 1) % ring.length];
      return y1 > lat !== y2 > lat && x < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1;
    }).length;
  return polygons.some((rings) =>
    [lng - 360, lng, lng + 360].some((x) => rings.reduce((sum, ring) => sum + crosses(ring, x), 0) % 2 === 1),
  );
}

test("no coast goes around the world", () => {
  const { coordinates } = JSON.parse(land()).geometry;
  for (const ring of coordinates.flat()) {
    ring.slice(1).forEach(([x], nth) => {
      const isPole = Math.abs(ring[nth][1]) === 90 && Math.abs(ring[nth + 1][1]) === 90;
      assert.ok(isPole || Math.abs(x - ring[nth][0]) < 180, `${ring[nth]} to ${ring[nth + 1]}`);
    });
    assert.deepEqual(ring[0], ring.at(-1));
  }
  for (const [name, place, there] of [
    ["the Atlantic", [-30, 50], false],
    ["the Pacific", [-150, 0], false],
    ["the Arctic Ocean", [-150, 80], false],
    ["Paris", [2.3, 48.8], true],
    ["Chukotka, beyond the 180th meridian", [-173, 66], true],
    ["Siberia", [100, 62], true],
    ["the South Pole", [0, -89], true],
    ["Kansas", [-98, 38], true],
  ]) {
    assert.equal(isLand(coordinates, place), there, name);
  }
});

test("what crosses the 180th meridian goes on, and what goes around a pole is closed over it", () => {
  assert.deepEqual(flat([[150, 1], [-170, 1], [-170, 2], [150, 1]]), [[150, 1], [190, 1], [190, 2], [150, 1]]);
  const around = flat([[-180, -70], [-60, -70], [60, -70], [180, -70]]);
  assert.deepEqual(around, [[-180, -70], [-60, -70], [60, -70], [180, -70], [180, -90], [-180, -90], [-180, -70]]);
});
