// What a person sees when the program has stopped in the middle (a trap: it is a bug). A picture that stands still must
// never look live, and a wall screen has nobody who presses a button: the page starts anew by itself, unless that
// happened too often.

const KEY = "livedeck.stops";
const OFTEN = 3;
const WITHIN_MS = 10 * 60 * 1000;
const READ_MS = 6000;

// The stops of this tab that still count, given those that were kept and the time.
export function recent(kept, now) {
  let times;
  try {
    times = JSON.parse(kept ?? "[]");
  } catch {
    times = [];
  }
  return Array.isArray(times) ? times.filter((at) => Number.isFinite(at) && at <= now && now - at < WITHIN_MS) : [];
}

// Whether it stopped so often that starting anew is the person's to decide. Where the browser keeps nothing, nobody counts.
export function isTooOften() {
  try {
    return recent(sessionStorage.getItem(KEY), Date.now()).length >= OFTEN;
  } catch {
    return false;
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

// Calls `show` at the first trap of the program, and loads the page anew a little later: also where it then is not
// started again, because a dead page would keep the locks by which tabs know each other.
export function watch(show) {
  const onFailure = ({ error, reason }) => {
    if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) {
      return;
    }
    removeEventListener("error", onFailure);
    removeEventListener("unhandledrejection", onFailure);
    show();
    try {
      const now = Date.now();
      sessionStorage.setItem(KEY, JSON.stringify([...recent(sessionStorage.getItem(KEY), now), now]));
    } catch {
      // Not counted, it might go on for ever: then a person starts it anew.
      return;
    }
    setTimeout(() => location.reload(), READ_MS);
  };
  addEventListener("error", onFailure);
  addEventListener("unhandledrejection", onFailure);
}
