// Playing back where a driver was: scrubbed by keyboard, played, linked to, and honest without a connection.

import AxeBuilder from "@axe-core/playwright";

import { expect, test } from "../test";
import { Deck } from "../pages/playback";

test("a driver's way is played back: scrubbed by keyboard, played, and left for the present", async ({
  open,
  page,
  sharedGateway,
}) => {
  const frame = await open("/dispatch");
  await frame.live();
  const deck = new Deck(page);
  const driver = await deck.someone(sharedGateway.url);
  await frame.go(`/dispatch?driver=${driver}`);
  await frame.live();
  await page.getByRole("button", { name: "Play back" }).click();
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await expect(deck.curve).toBeVisible();
  await expect(deck.speed).toHaveText(/\d+\skm\/h/);
  await expect(deck.time).toHaveText(/\d\d:\d\d:\d\d UTC/);
  // What stands beside it is of the present, and says so.
  for (const place of [".disp-list", ".dpeek"]) {
    await expect(page.locator(place).getByRole("note")).toContainText("Now, not the moment that is played back.");
  }

  const before = await deck.moment();
  await deck.scrubber.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("PageUp");
  // Ten seconds and five minutes; the scrubber itself tells whole seconds.
  await expect.poll(async () => Math.abs((await deck.moment()) - before - 310_000)).toBeLessThan(1000);
  await expect(deck.scrubber).toHaveAttribute("aria-valuetext", /\d\d:\d\d:\d\d, /);
  await expect(page).toHaveURL(/t=\d+/);

  await deck.button("60×").click();
  await deck.button("Play").click();
  const started = await deck.moment();
  await expect.poll(() => deck.moment()).toBeGreaterThan(started + 30_000);
  await deck.button("Pause").click();

  await page.keyboard.press("Escape");
  await expect(deck.deck).toHaveCount(0);
  await expect(page).not.toHaveURL(/from=/);
  await expect(page.locator(".now-note")).toHaveCount(0);
});

test("a link leads to the same moment, and another period is asked for", async ({ open, page, sharedGateway }) => {
  const frame = await open("/dispatch");
  await frame.live();
  const deck = new Deck(page);
  const driver = await deck.someone(sharedGateway.url);
  const to = Math.floor(Date.now() / 1000) * 1000;
  await frame.go(`/dispatch?driver=${driver}&from=${to - 3_600_000}&to=${to}&t=${to - 60_000}`);
  await expect(deck.scrubber).toHaveValue(String(to - 60_000));
  await expect(deck.curve).toBeVisible();
  await deck.deck.getByLabel("Period").selectOption("8");
  await expect(page).toHaveURL(new RegExp(`from=${to - 8 * 3_600_000}&to=${to}`));
  await deck.button("Back to live").click();
  await expect(deck.deck).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Play back" })).toBeVisible();
});

test("nothing heard, refused and cut off each say so", async ({ open, page, problems, sharedGateway }) => {
  problems.allowOutage();
  problems.allow(/status of (403|404|422|503)/);
  const frame = await open("/dispatch");
  await frame.live();
  const deck = new Deck(page);
  const driver = await deck.someone(sharedGateway.url);
  const now = Date.now();
  const past = now - 50 * 86_400_000;
  await frame.go(`/dispatch?driver=${driver}&from=${past}&to=${past + 3_600_000}`);
  await expect(deck.deck).toContainText("Nothing was heard in this period.");

  const tracks = "**/api/v1/tracks/**";
  await page.route(tracks, (route) =>
    route.fulfill({
      status: 422,
      headers: { "x-livedeck": "1", "content-type": "application/json" },
      body: JSON.stringify({ code: "too_much", msg: "More than 100000 positions: ask for a shorter time." }),
    }),
  );
  await frame.go(`/dispatch?driver=${driver}&from=${now - 3_600_000}&to=${now}`);
  await expect(deck.deck).toContainText("ask for a shorter time");

  await page.unroute(tracks);
  await page.route(tracks, (route) => route.abort("connectionrefused"));
  await frame.go(`/dispatch?driver=${driver}&from=${now - 3_600_000}&to=${now}`);
  await expect(deck.deck).toContainText("The track could not be fetched.");
  await page.unroute(tracks);
  await deck.button("Try again").click();
  await expect(deck.curve).toBeVisible();

  await page.context().setOffline(true);
  await expect(frame.chip).toHaveText(/^Offline/, { timeout: 40_000 });
  // What is there stays; what is not cannot come.
  await expect(deck.curve).toBeVisible();
  await deck.button("Earlier").click();
  await expect(deck.deck).toContainText("Without a connection the past cannot be fetched.");
  await page.context().setOffline(false);
  await expect(deck.deck).not.toContainText("Without a connection", { timeout: 40_000 });
});

test.describe("to everybody", () => {
  // axe comes in as a string, which the page's own policy rightly refuses.
  test.use({ bypassCSP: true });

  test("no finding while it plays back", async ({ open, page, sharedGateway }) => {
    const frame = await open("/dispatch");
    await frame.live();
    const deck = new Deck(page);
    const driver = await deck.someone(sharedGateway.url);
    const to = Date.now();
    await frame.go(`/dispatch?driver=${driver}&from=${to - 24 * 3_600_000}&to=${to}`);
    await expect(deck.curve).toBeVisible();
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 844 });
        const { violations } = await new AxeBuilder({ page }).analyze();
        found.push(...violations.filter((it) => it.impact !== "minor").map((it) => `${colorScheme} ${width}: ${it.id} ${it.nodes[0].target}`));
      }
    }
    expect(found).toEqual([]);
  });
});
