// The recording that goes with a bug report: it can be saved, and holds nothing that it should not.

import { readFileSync } from "node:fs";

import { email, expect, test } from "../test";

test("what the page was told can be saved, without anything of what rows say", async ({ open, page }) => {
  const frame = await open("/fleet/violations?view=everything", "manager");
  await frame.live();
  const plates = await page.locator("[data-column=vehicle]").allTextContents();
  await frame.link("Diagnostics").click();

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save recording" }).click(),
  ]);

  expect(file.suggestedFilename()).toMatch(/^livedeck-recording-.*\.jsonl$/);
  const text = readFileSync((await file.path())!, "utf8");
  const lines = text.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines[0].livedeck_recording).toBe(1);
  expect(text).toContain("fleet/violations");
  for (const secret of [email("manager"), ...plates.map((it) => it.trim()).filter((it) => it !== "")]) {
    expect(text).not.toContain(secret);
  }
});
