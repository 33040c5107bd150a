// The time machine: map and lists rewound together, by slider, keyboard and link; honest about what it does not know.

import AxeBuilder from "@axe-core/playwright";

import { email, expect, PASSWORD, test } from "../test";
import { TimeMachine } from "../pages/time_machine";

const MINUTE = 60_000;

test("a driver is seen where they were, and back where they are", async ({ open, page, browser, ownGateway, problems }) => {
  void problems;
  // The driver's own browser reports: here, and five seconds later somewhere else.
  const context = await browser.newContext({ serviceWorkers: "block" });
  const phone = new TimeMachine(await context.newPage());
  const { url } = ownGateway;
  await phone.page.request.post(`${url}/api/v1/session`, {
    headers: { "x-livedeck": "1" },
    data: { email: email("driver"), password: PASSWORD },
  });
  await phone.change(url, "duty-1", "duty.set", { id: "u-driver", duty: "on_shift" });
  const here = Date.now();
  const there = here + 6_000;
  await phone.report(url, [
    [here, 55.5111, 4.5111],
    [there, 55.5122, 4.5122],
  ]);
  await context.close();

  const frame = await open("/dispatch");
  await frame.live();
  await page.getByRole("button", { name: "Table instead of map" }).click();
  const cell = (name: string) => page.locator(".map-table tbody tr").filter({ hasText: name });
  const { drivers } = await new TimeMachine(page).told(url, Date.now());
  const name = drivers.find((it) => it.id === "u-driver")!.name;
  await expect(cell(name)).toContainText("55.51220, 4.51220");

  // Between both, to the millisecond: a link may ask for any moment.
  const machine = new TimeMachine(page);
  await frame.go(`/dispatch?past=${here + 3_000}`);
  await expect(machine.sentence).toContainText(/^You look at \d\d:\d\d, /);
  await page.getByRole("button", { name: "Table instead of map" }).click();
  await expect(cell(name)).toContainText("55.51110, 4.51110");
  await page.locator(`.dlist [data-driver="u-driver"]`).click();
  await expect(page.locator(".dpeek")).toContainText("55.51110, 4.51110");
  await expect(page.locator(".dpeek")).toContainText("nothing can be changed");
  await expect(page.locator(".dpeek").getByRole("button", { name: "End shift" })).toHaveCount(0);

  await machine.button("Back to live").click();
  await expect(machine.band).toHaveCount(0);
  await expect(page).not.toHaveURL(/past=/);
  await expect(page.locator(".dpeek")).toContainText("55.51220, 4.51220");
  await expect(page.locator(".dpeek").getByRole("button", { name: "End shift" })).toBeVisible();
});

test("lists and map agree with what the gateway says of that moment", async ({ open, page, sharedGateway }) => {
  const frame = await open("/dispatch");
  await frame.live();
  const machine = new TimeMachine(page);
  await machine.tool.click();
  await expect(machine.scrubber).toBeFocused();
  await expect(machine.sentence).toContainText(/, (59\smin|1\sh(\s1\smin)?) ago$/);
  await expect(page).toHaveURL(/past=\d+/);
  const at = await machine.moment();
  const told = await machine.told(sharedGateway.url, at);
  expect(told.positions.length).toBeGreaterThan(0);
  const drivers = page.locator(".dlist [data-driver]");
  await expect(drivers).toHaveCount(told.drivers.length);
  await expect(page.locator(".map-ground canvas")).toBeVisible();
  await page.getByRole("button", { name: "Table instead of map" }).click();
  const lines = page.locator(".map-table tbody tr");
  await expect(lines).toHaveCount(told.positions.length);
  const [id, , lat, lng] = told.positions[0];
  const { name } = told.drivers.find((it) => it.id === id)!;
  await expect(lines.filter({ hasText: name }).first()).toContainText(`${lat.toFixed(5)}, ${lng.toFixed(5)}`);

  const open_ = ["created", "assigned", "accepted", "picked_up", "in_transit"];
  await page.getByRole("button", { name: /^Shipments/ }).click();
  const expected = told.shipments.filter((it) => open_.includes(it.status));
  await expect(page.locator(".dlist [data-shipment]")).toHaveCount(expected.length);
  await expect(page.getByRole("button", { name: /^Areas/ })).toHaveCount(0);

  // What was fetched once is not fetched again. One that nobody waits for any more is given up, and was not fetched.
  const asked: string[] = [];
  page.on("requestfinished", (it) => it.url().includes("/api/v1/tracks?at=") && asked.push(it.url()));
  await machine.button("5 minutes earlier").click();
  await machine.button("5 minutes earlier").click();
  await expect(page).toHaveURL(new RegExp(`past=${at - 10 * MINUTE}`));
  await expect(machine.sentence).toContainText(/, 1\sh\s1\d\smin ago$/);
  await machine.button("5 minutes later").click();
  await machine.button("5 minutes later").click();
  await expect(page).toHaveURL(new RegExp(`past=${at}`));
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.filter((it) => it.endsWith(`at=${at}`))).toEqual([]);
});

test("by keyboard alone, and a link leads to the same moment", async ({ open, page }) => {
  const frame = await open("/dispatch");
  await frame.live();
  const machine = new TimeMachine(page);
  await machine.tool.focus();
  await page.keyboard.press("Enter");
  await expect(machine.scrubber).toBeFocused();
  const first = await machine.moment();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => machine.moment()).toBe(first - MINUTE);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => machine.moment()).toBe(first - 11 * MINUTE);
  await page.keyboard.press("PageDown");
  await expect.poll(() => machine.moment()).toBe(first - 71 * MINUTE);
  await expect(machine.scrubber).toHaveAttribute("aria-valuetext", /^\d\d?\s\w+\s\d{4}, \d\d:\d\d\sUTC$/);
  const begin = async () => Number(await machine.scrubber.getAttribute("min"));
  const middle = async () => (await begin()) + 12 * 60 * MINUTE;
  const least = await middle();
  await page.keyboard.press("5");
  // A minute may pass meanwhile.
  await expect.poll(async () => least <= (await machine.moment()) && (await machine.moment()) <= (await middle())).toBe(true);
  const half = await machine.moment();
  await expect(page).toHaveURL(new RegExp(`past=${half}`));
  await expect(machine.sentence).toContainText(/, 1[12]\sh(\s\d+\smin)? ago$/);

  await page.reload();
  await expect(machine.scrubber).toHaveValue(String(half));
  await expect(machine.sentence).toContainText(/, 1[12]\sh(\s\d+\smin)? ago$/);
  await page.keyboard.press("Escape");
  await expect(machine.band).toHaveCount(0);
  await expect(machine.tool).toBeFocused();
  await page.goBack();
  await expect(machine.band).toBeVisible();
});

test("refused, lost and offline each say so", async ({ open, page, problems }) => {
  problems.allowOutage();
  problems.allow(/status of (422|503)/);
  const frame = await open("/dispatch");
  await frame.live();
  const machine = new TimeMachine(page);
  await frame.go(`/dispatch?past=${Date.now() - 9 * 24 * 60 * MINUTE}`);
  await expect(machine.band).toContainText("more than 7 days ago");
  await expect(page.locator(".disp")).toHaveCount(0);

  const moments = "**/api/v1/tracks?at=*";
  await page.route(moments, (route) => route.abort("connectionrefused"));
  await frame.go(`/dispatch?past=${Date.now() - 60 * MINUTE}`);
  await expect(machine.band).toContainText("This moment could not be fetched.");
  await page.unroute(moments);
  await machine.button("Try again").click();
  await expect(machine.sentence).toContainText("You look at");

  await page.context().setOffline(true);
  await expect(frame.chip).toHaveText(/^Offline/, { timeout: 40_000 });
  // What is there stays; what is not cannot come.
  await machine.button("An hour earlier").click();
  await expect(machine.band).toContainText("Without a connection the past cannot be fetched.");
  await expect(machine.sentence).toContainText(/, 1\sh(\s\d\smin)? ago$/);
  await page.context().setOffline(false);
  await expect(machine.sentence).toContainText(/, 2\sh(\s\d\smin)? ago$/, { timeout: 40_000 });
});

test.describe("to everybody", () => {
  // axe comes in as a string, which the page's own policy rightly refuses.
  test.use({ bypassCSP: true });

  test("no finding, and nothing wider than a phone", async ({ open, page }) => {
    const frame = await open("/dispatch");
    await frame.live();
    const machine = new TimeMachine(page);
    await machine.tool.click();
    await expect(machine.sentence).toContainText("You look at");
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        await expect(page.locator(".dlist [data-driver]").first()).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        found.push(...violations.filter((it) => it.impact !== "minor").map((it) => `${colorScheme} ${width}: ${it.id} ${it.nodes[0].target}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wide).toBeLessThanOrEqual(0);
        if (process.env.LIVEDECK_PICTURES) {
          await page.screenshot({ path: `${process.env.LIVEDECK_PICTURES}/past-${colorScheme}-${width}.png` });
        }
      }
    }
    expect(found).toEqual([]);
  });
});
