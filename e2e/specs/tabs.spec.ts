// Several tabs of one browser: what is chosen or left in one holds in all.

import { expect, test } from "../test";
import { Frame } from "../pages/frame";
import { SignIn } from "../pages/sign_in";

test("theme and sign-out are shared by the tabs", async ({ open, page, ownGateway }) => {
  await open("/settings", "manager");
  const other = new Frame(await page.context().newPage(), ownGateway);
  await other.go("/fleet");
  await other.live();

  await page.getByRole("group", { name: "Theme" }).getByRole("button", { name: "Dark" }).click();
  await expect(other.page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(new SignIn(other.page).email).toBeVisible();
  await expect(other.page.locator(".kpi")).toHaveCount(0);
});
