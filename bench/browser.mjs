// What the app costs in a browser, at 10,000 live rows; `cargo xtask bench` runs it after the native programs.
//
// Every figure comes from the real app and the real gateway. CPU is counted in thread ticks of the page's main thread,
// minus an idle run of the same page, so that a loaded machine changes it little. Nothing is asserted.

import { decode } from "./msgpack.mjs";
import { changesOf } from "./ops.mjs";
import { pause, signedIn, withBrowser, withGateway } from "./site.mjs";

const VEHICLES = 10_000;
const RATES = [1_000, 5_000];
const SETTLE_MS = 4_000;
const WINDOW_MS = 10_000;
const DROPPED_MS = 25;

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
const line = (what, value) => console.log(`${what.padEnd(58)}${value.padStart(14)}`);

// Runs inside the page: frame times, the way from the wire to the screen, and the first row.
function stopwatches() {
  const watch = { frames: [], paints: [], waiting: undefined, firstRow: undefined };
  globalThis.benchmark = watch;
  let last = performance.now();
  const frame = (now) => {
    watch.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  // The commit happens in the next animation frame; a message posted there arrives after its paint.
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }) => watch.paints.push(performance.now() - data);
  const Native = globalThis.WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", () => {
        if (watch.waiting === undefined) {
          watch.waiting = performance.now();
          requestAnimationFrame(() => {
            channel.port2.postMessage(watch.waiting);
            watch.waiting = undefined;
          });
        }
      });
    }
  };

  new MutationObserver((_, observer) => {
    if (document.querySelector("[role=grid] [role=row] [role=gridcell]")) {
      watch.firstRow = performance.now();
      observer.disconnect();
    }
  }).observe(document, { childList: true, subtree: true });
}

// Row changes that arrive in the page's socket.
function countChanges(page) {
  const count = { changes: 0, bytes: 0, messages: 0 };
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const frames = typeof payload === "string" ? JSON.parse(payload) : decode(payload);
      count.messages += 1;
      count.bytes += payload.length;
      for (const { delta } of frames) {
        count.changes += delta ? changesOf(delta).length : 0;
      }
    }),
  );
  return count;
}

async function cpuMs(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1_000;
}

// Opens the table and measures one window of time.
async function measureTable(browser, url) {
  const page = await signedIn(browser, url);
  await page.addInitScript(stopwatches);
  const count = countChanges(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(`${url}/fleet/vehicles`);
  await page.waitForSelector("[role=grid] [role=gridcell]", { timeout: 120_000 });
  await pause(SETTLE_MS);
  const before = { ...count };
  await page.evaluate(() => {
    globalThis.benchmark.frames.length = 0;
    globalThis.benchmark.paints.length = 0;
  });
  const cpu = await cpuMs(session);
  await pause(WINDOW_MS);
  const spent = (await cpuMs(session)) - cpu;
  const { frames, paints } = await page.evaluate(() => ({
    frames: globalThis.benchmark.frames,
    paints: globalThis.benchmark.paints,
  }));
  await page.context().close();
  return {
    cpu: spent,
    changes: count.changes - before.changes,
    bytes: count.bytes - before.bytes,
    dropped: frames.filter((it) => it > DROPPED_MS).length / frames.length,
    paints: paints.sort((a, b) => a - b),
  };
}

async function table(browser) {
  console.log(`\nVehicles page, ${VEHICLES} rows, ${WINDOW_MS / 1_000} s each`);
  const idle = await withGateway(["--vehicles", String(VEHICLES), "--demo-rate", "0.1"], (url) => measureTable(browser, url));
  line("main thread, almost idle", `${(idle.cpu / (WINDOW_MS / 1_000)).toFixed(1)} ms/s`);
  for (const rate of RATES) {
    const run = await withGateway(["--vehicles", String(VEHICLES), "--demo-rate", String(rate)], (url) =>
      measureTable(browser, url),
    );
    const seconds = WINDOW_MS / 1_000;
    const perThousand = (run.cpu - idle.cpu) / (rate * seconds / 1_000);
    console.log(`at ${rate} changes/s (${Math.round(run.changes / seconds)}/s arrived after conflation)`);
    line("  main thread per 1,000 row changes, net", `${perThousand.toFixed(1)} ms`);
    line("  the same, gross", `${(run.cpu / (rate * seconds / 1_000)).toFixed(1)} ms`);
    line("  dropped frames (> 25 ms)", `${(run.dropped * 100).toFixed(1)} %`);
    line("  wire to paint, p50", `${percentile(run.paints, 0.5).toFixed(1)} ms`);
    line("  wire to paint, p99", `${percentile(run.paints, 0.99).toFixed(1)} ms`);
    line("  received", `${(run.bytes / seconds / 1_024).toFixed(1)} KiB/s`);
  }
}

async function starts(browser) {
  console.log("\nStart to the first row of 60 vehicles");
  await withGateway(["--vehicles", "60"], async (url) => {
    const page = await signedIn(browser, url);
    await page.addInitScript(stopwatches);
    const times = { first: [], again: [], app: [] };
    for (let round = 0; round < 7; round += 1) {
      await page.goto(`${url}/fleet/vehicles`);
      await page.waitForFunction(() => globalThis.benchmark.firstRow !== undefined);
      const [firstRow, appStart] = await page.evaluate(() => [
        globalThis.benchmark.firstRow,
        performance.getEntriesByName("livedeck:start")[0].startTime,
      ]);
      (round === 0 ? times.first : times.again).push(firstRow);
      if (round !== 0) {
        times.app.push(firstRow - appStart);
      }
      await pause(1_500);
    }
    line("first visit", `${times.first[0].toFixed(0)} ms`);
    line("cached start, median of 6", `${percentile(times.again.sort((a, b) => a - b), 0.5).toFixed(0)} ms`);
    line("  of it since the app runs", `${percentile(times.app.sort((a, b) => a - b), 0.5).toFixed(0)} ms`);
    await page.context().close();
  });
}

await withBrowser(async (browser) => {
  await starts(browser);
  await table(browser);
});
