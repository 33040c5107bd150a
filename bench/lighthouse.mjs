// What Lighthouse says of the driver's page on its mobile setting: `cargo xtask lighthouse`, with the number of runs.
//
// Lighthouse comes from the npm registry when it is asked for: it is as large as everything else there, and only this
// program needs it. Nothing is asserted; a loaded machine makes the performance worse.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "@playwright/test";

import { freePort, signIn, withGateway } from "./site.mjs";

const LIGHTHOUSE = "lighthouse@13.5.0";
const N_RUNS = Number(process.argv[2] ?? 3);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const TIMES = [
  ["first-contentful-paint", "FCP"],
  ["largest-contentful-paint", "LCP"],
  ["total-blocking-time", "TBT"],
  ["speed-index", "SI"],
  ["cumulative-layout-shift", "CLS"],
  // LCP is what the page says while the program is fetched; from here on one can work.
  ["interactive", "TTI"],
];

await withGateway(["--seed", "1"], async (url) => {
  for (let run = 1; run <= N_RUNS; run += 1) {
    const folder = mkdtempSync(join(tmpdir(), "livedeck-lighthouse-"));
    try {
      // A browser of its own for each, so that every run is the first visit; only the cookie is there before.
      const report = await inBrowser(join(folder, "profile"), url, (port) =>
        lighthouse(`${url}/drive`, port, join(folder, "report.json")),
      );
      const scores = CATEGORIES.map((it) => `${it} ${Math.round(report.categories[it].score * 100)}`);
      const times = TIMES.map(([audit, name]) => `${name} ${report.audits[audit].displayValue.replaceAll("\u00a0", " ")}`);
      console.log(`${run}: ${scores.join(", ")}; ${times.join(", ")}`);
      for (const { id, title } of lacking(report)) {
        console.log(`   ${id}: ${title}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
});

// Runs a browser in which the driver is signed in, and which listens to whoever knows the port.
async function inBrowser(profile, url, work) {
  const port = await freePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.LIVEDECK_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", `--remote-debugging-port=${port}`],
  });
  try {
    await signIn(context, url, "driver@livedeck.test");
    return await work(port);
  } finally {
    await context.close();
  }
}

// What costs points besides the times.
function lacking({ categories, audits }) {
  const counted = CATEGORIES.slice(1).flatMap((it) => categories[it].auditRefs.filter(({ weight }) => weight > 0));
  return counted.map(({ id }) => audits[id]).filter(({ score }) => score !== null && score < 1);
}

async function lighthouse(url, port, output) {
  const words = ["exec", "--yes", "--loglevel=error", `--package=${LIGHTHOUSE}`, "--", "lighthouse", url, `--port=${port}`, "--quiet"];
  words.push(`--only-categories=${CATEGORIES}`, "--output=json", `--output-path=${output}`);
  const child = spawn("npm", words, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) {
    throw new Error(`Lighthouse ended with ${code}`);
  }
  return JSON.parse(readFileSync(output, "utf8"));
}
