// What a role may not see is said, and never looks as if it loaded for ever.

import { expect, test } from "../test";

for (const role of ["driver", "buyer", "member", "agent"] as const) {
  test(`a ${role}'s overview comes to rest`, async ({ open, page }) => {
    const frame = await open("/fleet", role);
    await frame.live();

    await expect(page.getByRole("heading", { name: "Latest violations" })).toBeVisible();
    await expect(page.locator(".kpi[aria-busy=true]")).toHaveCount(0);
    await expect(page.locator(".skeleton")).toHaveCount(0);
  });
}

test("who may not see the queue sees that alone", async ({ open, page }) => {
  const frame = await open("/fleet/violations", "buyer");
  await frame.live();

  await expect(frame.main.getByText("You may not see the violations.")).toBeVisible();
  await expect(frame.main.getByRole("button")).toHaveCount(0);
  await expect(frame.main.getByRole("toolbar")).toHaveCount(0);
});
