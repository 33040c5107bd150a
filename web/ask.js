// Asks who is signed in while the program is still on its way: on a slow network that saves whoever starts two round trips.

const PATIENCE_MS = 10_000;
// Says that the gateway itself answered, and no portal in its place (src/platform/http.rs).
const MARK = "x-livedeck";

let told;

/** Begins to ask. */
export function ask() {
  // What fails here the app asks again, and tells.
  told = both().catch(() => undefined);
}

/** What was told, as text: `{"signed_in", "session"}`. Nothing where it is not known, and the second time. */
export function answer() {
  const once = told;
  told = undefined;
  return once;
}

async function both() {
  const about = await read("about");
  // Browsers write every refusal into the page's console: who never signed in is not asked who they are.
  const session = about.signed_in ? await read("session") : undefined;
  return JSON.stringify({ signed_in: about.signed_in, session });
}

async function read(path) {
  const response = await fetch(`/api/v1/${path}`, {
    headers: { [MARK]: "1", accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok || !response.headers.has(MARK)) {
    throw new Error(`${path}: ${response.status}`);
  }
  return response.json();
}
