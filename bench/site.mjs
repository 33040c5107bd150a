// A gateway with a world of its own and a browser in front of it, for programs that measure and take pictures.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "@playwright/test";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const BINARY = process.env.LIVEDECK_GATEWAY ?? join(ROOT, "target/server/livedeck-gateway");
const START_TIMEOUT_MS = 180_000;

// Runs a gateway with a database of its own, and ends it afterwards.
export async function withGateway(words, work) {
  const folder = mkdtempSync(join(tmpdir(), "livedeck-bench-"));
  const port = await freePort();
  const assets = process.env.LIVEDECK_ASSETS ? ["--assets", process.env.LIVEDECK_ASSETS] : [];
  const all = ["--port", String(port), "--database", join(folder, "bench.sqlite"), "--log", "warn", ...assets, ...words];
  const url = `http://localhost:${port}`;
  let end = await start(url, all);
  try {
    // Kills it as a power cut does, and starts it again on the same database; `meanwhile` is called in between.
    const crash = async (meanwhile) => {
      await end("SIGKILL");
      meanwhile();
      end = await start(url, all);
    };
    return await work(url, crash);
  } finally {
    await end("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

// Starts a gateway, waits until it answers, and gives what ends it.
async function start(url, words) {
  const child = spawn(BINARY, words, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  const perish = () => child.kill("SIGKILL");
  process.once("exit", perish);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await fetch(`${url}/api/health/socket`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || Date.now() > deadline) {
      perish();
      throw new Error("the gateway did not start");
    }
    await pause(20);
  }
  return async (signal) => {
    child.kill(signal);
    await ended;
    process.off("exit", perish);
  };
}

// Runs the system's Chromium, and closes it afterwards.
export async function withBrowser(work) {
  const browser = await chromium.launch({
    executablePath: process.env.LIVEDECK_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

// A page of somebody who is signed in.
export async function signedIn(browser, url, { email = "manager@livedeck.test", ...options } = {}) {
  const context = await browser.newContext({
    // A start over the network is measured, not one from the worker's disk.
    serviceWorkers: "block",
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    ...options,
  });
  await signIn(context, url, email);
  return context.newPage();
}

// Signs a demo account in, in all pages of that context.
export async function signIn(context, url, email) {
  const answer = await context.request.post(`${url}/api/v1/session`, {
    headers: { "x-livedeck": "1" },
    data: { email, password: "livedeck-demo" },
  });
  if (!answer.ok()) {
    throw new Error(`could not sign in: ${answer.status()}`);
  }
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
