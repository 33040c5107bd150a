// What a role may not see is not offered to it, and never looks as if it loaded for ever.

import { type Role, expect, test } from "../test";

/** What somebody is offered. */
type Offer = {
  /** The whole fleet's figures and charts. */
  fleet: boolean;
  /** Violations: queue, counts, feed, bell. */
  violations: boolean;
  /** Days of single vehicles. */
  reports: boolean;
};

const OFFERS: Record<Role, Offer> = {
  admin: { fleet: true, violations: true, reports: true },
  manager: { fleet: true, violations: true, reports: true },
  dispatcher: { fleet: true, violations: true, reports: true },
  driver: { fleet: false, violations: true, reports: true },
  member: { fleet: true, violations: false, reports: false },
  agent: { fleet: true, violations: false, reports: false },
  buyer: { fleet: true, violations: false, reports: false },
};

for (const [role, offer] of Object.entries(OFFERS) as [Role, Offer][]) {
  test(`the ${role} is offered what they may see, and it comes to rest`, async ({ open, page }) => {
    const frame = await open("/fleet", role);
    await frame.live();
    const count = (is: boolean) => (is ? 1 : 0);

    const rail = (path: string) => page.locator(`.rail a[href='${path}']`);
    await expect(rail("/fleet/vehicles")).toHaveCount(1);
    await expect(rail("/fleet/violations")).toHaveCount(count(offer.violations));
    await expect(page.locator(".tabs a[href='/fleet/violations']")).toHaveCount(count(offer.violations));
    await expect(page.locator(".top .bell")).toHaveCount(count(offer.violations));
    await expect(page.locator(".rail .count[data-tone=crit]")).toHaveCount(count(offer.violations));

    await expect(page.getByRole("heading", { name: "Latest violations" })).toHaveCount(count(offer.violations));
    await expect(page.getByRole("heading", { name: /^Violations by kind/ })).toHaveCount(count(offer.violations));
    await expect(page.getByRole("heading", { name: "Vehicle logs" })).toHaveCount(count(offer.fleet));
    await expect(page.getByRole("region", { name: "Fleet state" })).toHaveCount(count(offer.fleet));
    await expect(page.locator(".kpi[href='/fleet/violations']")).toHaveCount(count(offer.violations && offer.fleet));
    await expect(page.getByRole("button", { name: "One vehicle" })).toHaveCount(count(offer.fleet && offer.reports));

    await expect(page.getByText("You may not see")).toHaveCount(0);
    await expect(page.locator(".kpi[aria-busy=true]")).toHaveCount(0);
    await expect(page.locator(".skeleton")).toHaveCount(0);

    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Search" });
    const choice = (name: string) => palette.getByRole("option", { name });
    await expect(choice("Vehicles")).toHaveCount(1);
    await expect(choice("Violations")).toHaveCount(count(offer.violations));
    await expect(choice("Outbox")).toHaveCount(count(offer.violations));
    await page.keyboard.press("Escape");

    await rail("/fleet/vehicles").click();
    await expect(frame.main.getByRole("grid")).toBeVisible();
    await expect(frame.main.locator(".grid-head [data-column=violations]")).toHaveCount(count(offer.violations));
    const plate = frame.main.locator(".grid-body a.plate").first();
    await expect(plate).toHaveAttribute("href", offer.reports ? /^\/fleet\/vehicles\/./ : /^\/fleet\/vehicles\?sel=./);
    await frame.main.locator(".grid-body [data-column=status]").first().click();
    const details = page.locator("aside.peek");
    await expect(details).toBeVisible();
    await expect(details.getByRole("link", { name: /report/i })).toHaveCount(count(offer.reports));
    await expect(details.locator("a[href^='/fleet/violations']").first()).toBeVisible({ visible: offer.violations });
  });
}

test("a driver's overview is about what they drive", async ({ open, page }) => {
  const frame = await open("/fleet", "driver");
  await frame.live();

  await expect(page.locator(".one-head").getByRole("link")).toBeVisible();
  await expect(page.locator(".kpi").first()).toBeVisible();
});

test("who types the address of the queue is told, and sees that alone", async ({ open, page }) => {
  const frame = await open("/fleet/violations", "buyer");
  await frame.live();

  await expect(frame.main.getByText("You may not see the violations.")).toBeVisible();
  await expect(frame.main.getByRole("button")).toHaveCount(0);
  await expect(frame.main.getByRole("toolbar")).toHaveCount(0);
});
