// The world's coasts as the map draws them: Natural Earth's land (public domain), unpacked from the topology in which
// the package brings it, no finer than can be seen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// About 5 km at the equator: coasts give a phone elsewhere its bearings, they lead nobody.
const DIGITS = 2;

export function land() {
  const file = createRequire(import.meta.url).resolve("world-atlas/land-110m.json");
  const { arcs, objects, transform } = JSON.parse(readFileSync(file, "utf8"));
  const lines = arcs.map((arc) => unpack(arc, transform));
  const line = (index) => (index < 0 ? [...lines[~index]].reverse() : lines[index]);
  // Neighbouring arcs share a point.
  const ring = (indices) => indices.flatMap((index, nth) => line(index).slice(nth === 0 ? 0 : 1));
  const polygons = objects.land.geometries.flatMap(({ type, arcs }) => (type === "Polygon" ? [arcs] : arcs));
  const coordinates = polygons.map((rings) => rings.map((it) => flat(ring(it))));
  return JSON.stringify({ type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates } });
}

// The arcs of a topology are steps on a grid, each from the point before it.
function unpack(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]].map((it) => Number(it.toFixed(DIGITS)));
  });
}

// On the sphere of the topology a coast goes on across the 180th meridian; on a flat map the step from there to the other
// side would be land around the whole world. What lies beyond it is written as beyond it: the map draws it on both sides.
export function flat(ring) {
  let [turns, last] = [0, ring[0][0]];
  const line = ring.map(([x, y]) => {
    turns -= Math.round((x - last) / 360);
    last = x;
    return [Number((x + turns * 360).toFixed(DIGITS)), y];
  });
  const [[from, start], [to]] = [line[0], line.at(-1)];
  if (Math.round((to - from) / 360) !== 0) {
    // Around a pole: it is closed over there.
    const pole = start < 0 ? -90 : 90;
    line.push([to, pole], [from, pole], [from, start]);
  }
  const middle = line.reduce((sum, [x]) => sum + x, 0) / line.length;
  const shift = Math.round(middle / 360) * -360;
  return shift === 0 ? line : line.map(([x, y]) => [x + shift, y]);
}
