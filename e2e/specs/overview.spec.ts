// The overview: a kind of violation that is chosen filters everything on the page that counts or lists violations.

import { expect, test } from "../test";

// It is the afternoon at the depot: soon after its midnight nothing has happened on the day yet.
const now = new Date();
const offset = 14 * 60 - now.getUTCHours() * 60 - now.getUTCMinutes();
test.use({ gatewayOptions: { empty: true, arguments: ["--seed", "1", "--utc-offset", String(offset), "--log", "warn"] } });

test("a chosen kind filters tile, list and address, until it is chosen again", async ({ ownGateway, open, page }) => {
  void ownGateway;
  await open("/fleet", "manager");
  const tile = page.getByRole("link", { name: /^Open violations/ });
  const latest = page.locator(".feed > li");
  const kind = page.locator("button.kinds-line[data-kind]").first();
  await expect(latest.first()).toBeVisible();
  await expect(tile).toHaveAttribute("href", "/fleet/violations");

  const { word, name } = await kind.evaluate((it) => ({
    word: it.getAttribute("data-kind"),
    name: it.querySelector(".trunc")?.textContent ?? "",
  }));
  await kind.click();

  await expect(page).toHaveURL(new RegExp(`\\?kind=${word}$`));
  await expect(tile).toContainText(`Open violations · ${name}`);
  await expect(tile).toHaveAttribute("href", `/fleet/violations?kind=${word}`);
  await expect.poll(async () => (await latest.allInnerTexts()).filter((it) => !it.includes(name))).toEqual([]);

  await page.locator(`button.kinds-line[data-kind="${word}"]`).click();
  await expect(page).toHaveURL(/\/fleet$/);
  await expect(tile).toHaveAttribute("href", "/fleet/violations");
});
