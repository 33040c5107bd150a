// The app as one of the device's own: what browsers tell before the program runs, kept until it asks
// (src/platform/install.rs).

// Written by web/finish.mjs: the service worker's address, nothing where the build has none.
const WORKER = "__WORKER__";
const LOOK_EVERY_MS = 30 * 60 * 1000;

let offer;
let waiting;
const tell = () => dispatchEvent(new Event("livedeck:install"));

export const install = Object.freeze({
  isOffered: () => offer !== undefined,
  // Has the browser ask the person.
  ask: () => {
    offer?.prompt();
    offer = undefined;
    tell();
  },
  isUpdateReady: () => waiting !== undefined,
  // Lets the newer version take over, and loads the page anew once it has.
  update: () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting?.postMessage("take over");
  },
});

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  tell();
});
addEventListener("appinstalled", () => {
  offer = undefined;
  tell();
});

// Once the page is there: what is kept for the next start must not cost this one.
export async function register(version) {
  if (!WORKER || !navigator.serviceWorker) {
    return;
  }
  const registration = await navigator.serviceWorker.register(WORKER);
  const judge = async () => {
    const worker = registration.waiting;
    if (!worker) {
      return;
    }
    // A page that came over the network may be the newer version already: then there is nothing to say.
    const theirs = await ask(worker, "which version");
    if (theirs === version) {
      worker.postMessage("take over");
    } else if (navigator.serviceWorker.controller) {
      waiting = worker;
      tell();
    }
  };
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", judge);
  });
  await judge();
  const look = () => registration.update().catch(() => undefined);
  setInterval(look, LOOK_EVERY_MS);
  addEventListener("online", look);
}

function ask(worker, question) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage(question, [port2]);
  return answer;
}
