// The map library, with only what the app asks of it; loaded when the first map is shown. Its worker is a file of its
// own, because the page's policy allows no code that comes out of a blob.
//
// Only the ground is the library's: land, water, roads. What moves on it the app draws itself.

import { Map as Ground, setWorkerCount, setWorkerUrl } from "maplibre-gl";

// What lies in the files beside the page; web/finish.mjs writes their names.
setWorkerUrl("__MAP_WORKER__");
// A handful of small files: more workers would cost more than they bring.
setWorkerCount(1);

// The world's coasts, and the city that the demo invents.
export const land = "__MAP_LAND__";
export const city = "__MAP_CITY__";

// Begins a map in an element. It can be moved and zoomed and is never turned or tilted: north is up.
export function begin(element, style, lng, lat, zoom) {
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
    transformRequest: (url) => ({ url: new URL(url, location.origin).origin === location.origin ? url : "about:blank" }),
  });
  ground.touchZoomRotate.disableRotation();
  // The name, the keys and the focus belong to the app's element around it.
  const canvas = ground.getCanvas();
  for (const attribute of ["role", "aria-label", "tabindex"]) canvas.removeAttribute(attribute);
  canvas.setAttribute("aria-hidden", "true");
  return ground;
}
