// What is lost when the browser is killed right after an action is on the disk: `cargo xtask durability`, which must say 0.
//
// A real browser with a real profile acts without a network, is killed with all its processes after a while, and is
// started again with the same profile. What it did must then take effect on the gateway.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "@playwright/test";

import { pause, withGateway } from "./site.mjs";

const DELAYS_MS = [0, 100, 1_000];
const TIMES = Number(process.argv[2] ?? 50);
const TIMEOUT_MS = 30_000;

const launch = (profile) =>
  chromium.launchPersistentContext(profile, {
    executablePath: process.env.LIVEDECK_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    locale: "en-GB",
    serviceWorkers: "block",
  });

async function signIn(context, url) {
  await context.request.post(`${url}/api/v1/session`, {
    headers: { "x-livedeck": "1" },
    data: { email: "manager@livedeck.test", password: "livedeck-demo" },
  });
}

// Every process of the browser that uses this profile, ended as a crash would: nothing is flushed.
function kill(profile) {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`).includes(profile)) {
        execFileSync("kill", ["-9", pid]);
      }
    } catch {
      // It was gone already.
    }
  }
}

const rows = async (context, url) =>
  (await (await context.request.get(`${url}/api/v1/topics/fleet/violations`)).json()).rows;

async function until(what, holds) {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      return false;
    }
    await pause(20);
  }
  return true;
}

// Runs in the page: how many actions are on the disk.
const onDisk = () =>
  new Promise((resolve) => {
    const opening = indexedDB.open("livedeck");
    opening.onerror = () => resolve(0);
    opening.onsuccess = () => {
      const counting = opening.result.transaction("texts").objectStore("texts").count();
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });

// How often the action took effect: it should be once.
async function crash(url, delay) {
  const profile = mkdtempSync(join(tmpdir(), "livedeck-durability-"));
  try {
    const before = await launch(profile);
    await signIn(before, url);
    const { id } = (await rows(before, url)).find((it) => it.state === "open");
    const page = before.pages()[0] ?? (await before.newPage());
    await page.goto(`${url}/fleet/violations?view=everything&sel=${id}`);
    await page.locator("button.chip-conn", { hasText: "Live" }).waitFor();
    await before.setOffline(true);
    await page.getByRole("complementary", { name: "Details" }).getByRole("button", { name: "Acknowledge" }).click();
    if (!(await until("saved", async () => (await page.evaluate(onDisk)) === 1))) {
      throw new Error("the action was never saved");
    }
    await pause(delay);
    kill(profile);
    await before.close().catch(() => {});

    const after = await launch(profile);
    await signIn(after, url);
    await (await after.newPage()).goto(`${url}/fleet`);
    await until("done", async () => (await rows(after, url)).find((it) => it.id === id).state === "acknowledged");
    const history = await after.request.get(`${url}/api/v1/history?topic=fleet/violations&id=${id}`);
    const { changes } = await history.json();
    kill(profile);
    await after.close().catch(() => {});
    return changes.filter((it) => it.action === "violation.acknowledge").length;
  } finally {
    rmSync(profile, { force: true, recursive: true });
  }
}

await withGateway(["--vehicles", "500"], async (url) => {
  for (const delay of DELAYS_MS) {
    let [lost, doubled] = [0, 0];
    for (let time = 0; time < TIMES; time += 1) {
      const effects = await crash(url, delay);
      lost += effects === 0 ? 1 : 0;
      doubled += effects > 1 ? 1 : 0;
    }
    console.log(`killed ${delay} ms after an action was saved, ${TIMES} times: ${lost} lost, ${doubled} doubled`);
    process.exitCode ||= lost + doubled > 0 ? 1 : 0;
  }
});
