// Which markup may enter the page: the Trusted Types policy called `default`.
//
// Leptos clones the static parts of its views from `<template>` elements that it fills with `innerHTML`, and ECharts
// empties its container the same way. Both pass; anything that could run, load or restyle something does not. Two
// scripts may be asked for by their address, both files of our own: the service worker and the map's worker; there is no
// `createScript`.

const REFUSED_TAGS = new Set([
  "base", "embed", "foreignobject", "frame", "frameset", "iframe", "link", "meta", "noscript", "object", "script",
  "set", "animate", "style", "template", "xmp",
]);

const REFUSED_ATTRIBUTES = new Set([
  "action", "background", "data", "formaction", "http-equiv", "ping", "poster", "src", "srcdoc", "srcset", "style",
  "xlink:href",
]);

// One piece of markup: text, a comment, an end tag, or a start tag with its attributes.
const PIECE = /[^<]+|<!--[^>]*-->|<!>|<\/([a-zA-Z][\w-]*)\s*>|<([a-zA-Z][\w-]*)((?:\s+[\w:@.-]+(?:=(?:"[^"<]*"|'[^'<]*'|[^\s"'<>=]+))?)*)\s*\/?>/y;

const ATTRIBUTE = /([\w:@.-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;

export const defaultPolicy = {
  createHTML(markup) {
    const text = String(markup);
    const refused = refusal(text);
    if (refused) {
      throw new TypeError(`markup refused: ${refused}`);
    }
    return text;
  },
  createScriptURL(address) {
    const text = String(address);
    if (text !== "/sw.js" && !WORKER.test(text)) {
      throw new TypeError(`script refused: ${text}`);
    }
    return text;
  },
};

// The name that web/finish.mjs gives it: of this origin, with the hash of its content.
const WORKER = /^\/map-worker-[0-9a-f]{16}\.js$/;

// Why the markup may not enter the page; nothing if it may.
export function refusal(markup) {
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < markup.length) {
    const at = PIECE.lastIndex;
    const piece = PIECE.exec(markup);
    if (!piece) {
      return `not understood at ${at}`;
    }
    const tag = (piece[2] ?? piece[1] ?? "").toLowerCase();
    if (REFUSED_TAGS.has(tag)) {
      return `<${tag}>`;
    }
    for (const [, name, double, single, bare] of (piece[3] ?? "").matchAll(ATTRIBUTE)) {
      const attribute = name.toLowerCase();
      const value = double ?? single ?? bare ?? "";
      if (attribute.startsWith("on") || REFUSED_ATTRIBUTES.has(attribute)) {
        return `attribute ${attribute}`;
      }
      if (attribute === "href" && !/^(?:#|\/(?![/\\]))/.test(value)) {
        return `address ${value}`;
      }
    }
  }
  return undefined;
}
