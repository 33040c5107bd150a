// What the map of 10,000 drivers and the driver's page cost in a browser; `cargo xtask bench` runs it last.
//
// Counted like the table in browser.mjs: thread ticks of the main thread minus an idle run. Nothing is asserted. Without
// a graphics card the ground is drawn by the processor too, outside of the main thread.

import { decode } from "./msgpack.mjs";
import { changesOf } from "./ops.mjs";
import { pause, signedIn, withBrowser, withGateway } from "./site.mjs";

const DRIVERS = 10_000;
const RATE = 2_000;
const SETTLE_MS = 6_000;
const WINDOW_MS = 10_000;
const DROPPED_MS = 25;
const SECONDS = WINDOW_MS / 1_000;

const line = (what, value) => console.log(`${what.padEnd(58)}${value.padStart(14)}`);

// Runs inside the page.
function watchFrames() {
  globalThis.frames_ = [];
  let last = performance.now();
  const frame = (now) => {
    globalThis.frames_.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

// Positions that arrive in the page's socket, as they were sent and as JSON would say the same.
function countPositions(page) {
  const count = { positions: 0, bytes: 0, json: 0 };
  // Rows of other streams have other names, or no place. (Which topic a number means stands in what is sent, and
  // Chromium does not tell that in binary.)
  const isPosition = ([id, fields]) => String(id).startsWith("d-") && fields.includes("lat");
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const deltas = (typeof payload === "string" ? JSON.parse(payload) : decode(payload)).map(({ delta }) => delta);
      // Only messages that tell nothing else can be counted by their length.
      const changes = deltas.map((it) => it && changesOf(it));
      if (!changes.every((it) => it?.every(isPosition))) return;
      count.positions += changes.flat().length;
      count.bytes += payload.length;
      count.json += JSON.stringify(deltas.map((delta) => ({ delta }))).length;
    }),
  );
  return count;
}

async function metric(session, name) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((it) => it.name === name).value;
}

async function measureMap(browser, url) {
  const page = await signedIn(browser, url);
  await page.addInitScript(watchFrames);
  const count = countPositions(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(`${url}/dispatch`);
  await page.waitForSelector(".map-ground canvas", { timeout: 120_000 });
  await page.waitForSelector(".dlist .dr", { timeout: 120_000 });
  await pause(SETTLE_MS);
  const before = { ...count };
  await page.evaluate(() => void (globalThis.frames_.length = 0));
  const cpu = await metric(session, "TaskDuration");
  await pause(WINDOW_MS);
  const spent = ((await metric(session, "TaskDuration")) - cpu) * 1_000;
  const frames = await page.evaluate(() => globalThis.frames_);
  const heap = await metric(session, "JSHeapUsedSize");
  const shown = Number(/\d[\d, ]*/.exec(await page.getByRole("application").getAttribute("aria-label"))?.[0].replace(/\D/g, ""));
  await page.context().close();
  return {
    cpu: spent,
    shown,
    heap,
    positions: count.positions - before.positions,
    bytes: count.bytes - before.bytes,
    json: count.json - before.json,
    dropped: frames.filter((it) => it > DROPPED_MS).length / frames.length,
    perSecond: frames.length / SECONDS,
  };
}

async function map(browser) {
  console.log(`\nLive map, ${DRIVERS} vehicles with their drivers, ${SECONDS} s each`);
  const run = (rate) =>
    withGateway(["--drivers", String(DRIVERS), "--demo-rate", String(rate)], (url) => measureMap(browser, url));
  const idle = await run(0.1);
  line("drivers on the map", String(idle.shown));
  line("main thread, almost idle", `${(idle.cpu / SECONDS).toFixed(1)} ms/s`);
  const busy = await run(RATE);
  console.log(`at ${RATE} changes/s (bytes: of ${busy.positions} positions in messages of their own)`);
  line("  main thread", `${(busy.cpu / SECONDS).toFixed(1)} ms/s`);
  line("  main thread per 1,000 changes, net", `${((busy.cpu - idle.cpu) / ((RATE * SECONDS) / 1_000)).toFixed(1)} ms`);
  line("  frames a second", busy.perSecond.toFixed(1));
  line("  dropped frames (> 25 ms)", `${(busy.dropped * 100).toFixed(1)} %`);
  line("  memory of scripts (without WebAssembly)", `${(busy.heap / 1_048_576).toFixed(1)} MiB`);
  line("  bytes per position, MessagePack, uncompressed", (busy.bytes / busy.positions).toFixed(1));
  line("  bytes per position, JSON, uncompressed", (busy.json / busy.positions).toFixed(1));
}

// A phone: its width, a processor four times as slow, and the driver's own account.
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true, serviceWorkers: "allow" };

async function drive(browser) {
  console.log("\nThe driver's page on a phone, processor four times as slow");
  await withGateway([], async (url) => {
    const page = await signedIn(browser, url, { ...PHONE, email: "driver@livedeck.test" });
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(`${url}/drive`, { waitUntil: "commit" });
    await page.waitForSelector("main button:not([disabled])");
    const usable = await page.evaluate(() => performance.now());
    line("bytes until it can be used", `${(bytes / 1_024).toFixed(1)} KiB`);
    line("first visit until it can be used", `${usable.toFixed(0)} ms`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await pause(SETTLE_MS);
    await page.context().setOffline(true);
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      await page.goto(`${url}/drive`, { waitUntil: "commit" });
      await page.waitForSelector("main button:not([disabled])");
      times.push(await page.evaluate(() => performance.now()));
    }
    line("offline start from what is kept, median of 5", `${times.sort((a, b) => a - b)[2].toFixed(0)} ms`);
    await page.context().close();
  });
}

await withBrowser(async (browser) => {
  await drive(browser);
  await map(browser);
});
