// The map library, with only what the app asks of it; loaded when the first map is shown. Its worker is a file of its
// own, because the page's policy allows no code that comes out of a blob.
//
// Only the ground is the library's: land, water, roads. What moves on it the app draws itself.

import { Map as Ground, addProtocol, setWorkerCount, setWorkerUrl } from "maplibre-gl";
// Reads one file of tiles piece by piece, as its makers specified it.
import { PMTiles, Protocol, TileType } from "pmtiles";

// What lies in the files beside the page; web/finish.mjs writes their names.
setWorkerUrl("__MAP_WORKER__");
// A handful of small files: more workers would cost more than they bring.
setWorkerCount(1);

const files = new Protocol();
addProtocol("pmtiles", files.tile);

// Whether the file has shapes; otherwise it has pictures.
export async function hasShapes(url) {
  const file = new PMTiles(new URL(url, location.origin).href);
  files.add(file);
  return (await file.getHeader()).tileType === TileType.Mvt;
}

// The world's coasts, and the city that the demo invents.
export const land = "__MAP_LAND__";
export const city = "__MAP_CITY__";

// Begins a map in an element. It can be moved and zoomed and is never turned or tilted: north is up.
export function begin(element, style, origins, lng, lat, zoom) {
  const allowed = new Set([location.origin, ...origins]);
  const ground = new Ground({
    container: element,
    style: JSON.parse(style),
    center: [lng, lat],
    zoom,
    minZoom: 1,
    maxZoom: 18,
    attributionControl: false,
    // The list beside the map takes the keys, and the map's own buttons.
    keyboard: false,
    boxZoom: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    // No request leaves for anywhere else, whatever a style may say.
    transformRequest: (url) => ({ url: allowed.has(new URL(url.replace(/^pmtiles:\/\//, ""), location.origin).origin) ? url : "about:blank" }),
  });
  ground.touchZoomRotate.disableRotation();
  // The name, the keys and the focus belong to the app's element around it.
  const canvas = ground.getCanvas();
  for (const attribute of ["role", "aria-label", "tabindex"]) canvas.removeAttribute(attribute);
  canvas.setAttribute("aria-hidden", "true");
  return ground;
}
