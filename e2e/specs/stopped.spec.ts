// The program stops in the middle, which only a bug does: a picture that stands still says so, and starts anew.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";

/** Keeps the program's memory within reach of the test. */
const reachMemory = (page: Page) =>
  page.addInitScript(() => {
    const instantiate = WebAssembly.instantiate;
    Object.assign(WebAssembly, {
      instantiate: async (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
        const instance = await instantiate(module, imports);
        if (instance.exports.memory) {
          Object.assign(globalThis, { memoryOfTheProgram: instance.exports.memory });
        }
        return instance;
      },
    });
  });

/** The next thing that the program does traps. */
const ruin = (page: Page) =>
  page.evaluate(() => {
    const { memoryOfTheProgram } = globalThis as unknown as { memoryOfTheProgram: WebAssembly.Memory };
    new Uint8Array(memoryOfTheProgram.buffer).fill(0xff);
  });

test("a program that stops says so, starts anew by itself, and not for ever", async ({ open, page, problems }) => {
  problems.allow(/memory access out of bounds|unreachable|table index|RuntimeError|null function|indirect call/);
  await reachMemory(page);
  const frame = await open("/fleet");
  const failure = page.getByRole("alert");
  for (const time of [1, 2, 3]) {
    await frame.live();
    await ruin(page);
    await expect(failure, `time ${time}`).toContainText("Livedeck has stopped", { timeout: 15_000 });
    await expect(failure).toContainText("What you did is kept on this device.");
    await expect(page.locator(".page"), "nothing is left that looks live").toHaveCount(0);
    await expect(failure.filter({ hasText: "has stopped" }), "it starts again").toHaveCount(0, { timeout: 15_000 });
  }

  await expect(failure).toContainText("Livedeck stopped several times");
  await page.getByRole("button", { name: "Try again" }).click();

  await frame.live();
});
