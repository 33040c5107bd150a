// How the end-to-end tests run: the real app, the real gateway, the browser of the system.
//
// Run them with `cargo xtask e2e`, which builds both and names their places; arguments go to Playwright.

import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "specs",
  // Another folder for a second run at the same time.
  outputDir: process.env.LIVEDECK_E2E_OUTPUT ?? "../target/e2e/results",
  // Two: each worker has a gateway of its own, and small machines have two cores.
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A test that needs luck is a broken test.
  retries: 0,
  // Long enough for a machine a third as fast: what is waited for says itself how long it may take.
  timeout: 180_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["html", { outputFolder: "../target/e2e/report", open: "never" }]],
  globalSetup: "./world.ts",
  use: {
    browserName: "chromium",
    // What a worker answers no test can stand in front of; those about it let it in.
    serviceWorkers: "block",
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.LIVEDECK_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
