// One's own actions: what waits, what was refused, what is taken back, and that nothing of it is lost on the way out.

import { type Locator } from "@playwright/test";

import { expect, PASSWORD, email, test } from "../test";
import { SignIn } from "../pages/sign_in";
import { SETTLED } from "../pages/frame";
import { actWithout, actions, address, assign, assigneeOf, details, dismiss, outbox, press, reasonsOf, reword, rows, stateOf, violation } from "../pages/violation";

const WORK = ["open", "acknowledged", "assigned"];

test("what one has done is done wherever open violations are counted", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "manager");
  await frame.live();
  const first = await violation(page, ownGateway.url, (row) => row.state === "open");
  const count = async (place: Locator) => Number((await place.textContent())?.trim());
  const rail = page.locator(".rail .count[data-tone=crit]");
  const tab = page.locator("[data-queue=open] .seg-count");
  let before = 0;

  await actWithout(ownGateway, frame, first.id, async (page) => {
    before = await count(rail);
    expect(await count(tab)).toBe(before);
    await dismiss(page);
  });

  await expect(rail).toHaveText(String(before - 1));
  await expect(tab).toHaveText(String(before - 1));
});

test("what waits stands in the outbox, in words, until it is sent or given up", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const [first, second] = (await rows(page, ownGateway.url)).filter((row) => row.state === "open");
  await actWithout(ownGateway, frame, first.id, (page) => press(page, "Acknowledge"));
  // Nothing looks done that has not left.
  await expect(frame.latestNotice).toContainText("Kept here, sent when there is a connection.");
  await expect(details(page).locator(".kv .pending")).toHaveText("queued");

  await frame.chip.click();
  await page.getByRole("dialog", { name: "Connection" }).getByRole("button", { name: /^Outbox 1 queued/ }).click();

  const drawer = outbox(page);
  await expect(drawer.getByRole("button", { name: "Close" })).toBeFocused();
  await expect(actions(drawer)).toHaveCount(1);
  await expect(actions(drawer)).toContainText("Acknowledge");
  await expect(actions(drawer)).toContainText("Queued");
  await expect(actions(drawer)).toContainText("waits for the connection");
  await expect(actions(drawer).getByRole("link")).toHaveAttribute("href", address(first.id));

  await actions(drawer).getByRole("button", { name: "Discard" }).click();
  await expect(drawer).toContainText("Nothing waits.");
  await expect(frame.latestNotice).toContainText("Discarded: Acknowledge");
  await expect(details(page).getByText("Open", { exact: true })).toBeVisible();

  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expect(frame.chip).toBeFocused();

  await page.evaluate((path) => history.pushState(null, "", path), address(second.id));
  await ownGateway.start();
  await frame.live();
  expect(await stateOf(page, ownGateway.url, first.id)).toBe("open");
});

test("what was refused is told of until somebody decides, also after a reload", async ({ ownGateway, open, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => WORK.includes(row.state) && row.severity === "critical");
  await frame.go(address(id));
  await frame.live();
  await dismiss(page);
  const badge = page.getByRole("button", { name: "Outbox: 1 refused" });
  await expect(badge).toBeVisible();

  await page.reload();
  await badge.click();
  const refused = actions(outbox(page));
  await expect(refused).toContainText("Dismiss “test drive”");
  await expect(refused).toContainText("Refused:");

  await expect(refused.getByRole("button", { name: "Edit" }), "other words may be better").toBeVisible();
  await expect(refused.getByRole("button", { name: "Use mine" }), "nobody else changed it").toHaveCount(0);
  await refused.getByRole("button", { name: "Try again" }).click();
  await expect(refused, "the right is still missing").toContainText("Refused:");
  await refused.getByRole("button", { name: "Discard" }).click();

  await expect(outbox(page)).toContainText("Nothing waits.");
  await expect(badge).toBeHidden();
  await page.reload();
  await frame.live();
  await expect(badge).toBeHidden();
});

test("signing out with unsent work asks, and the work is sent when the same person is back", async ({
  ownGateway,
  open,
  page,
  problems,
}) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await actWithout(ownGateway, frame, id, (page) => press(page, "Acknowledge"));

  const leave = async () => {
    await page.getByRole("button", { name: /Account/ }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
  };
  const question = page.getByRole("dialog", { name: "Sign out with unsent work?" });
  await leave();
  await expect(question).toContainText("1 action is not finished. It stays on this device");
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(frame.chip).toContainText("1 queued");
  await leave();
  await question.getByRole("button", { name: "Sign out, keep the work" }).click();

  const door = new SignIn(page);
  await expect(door.email).toBeVisible();
  await ownGateway.start();
  await door.as(email("manager"), PASSWORD);
  await frame.live();
  expect(await stateOf(page, ownGateway.url, id), "nobody sends it for them").toBe("open");
  await expect(frame.chip).toHaveText(SETTLED);
  await leave();
  await expect(door.email, "who has nothing unsent is not asked").toBeVisible();

  await door.as(email("dispatcher"), PASSWORD);
  await frame.live();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
});

test("Ctrl+Z takes back and Ctrl+Shift+Z does again, from anywhere", async ({ ownGateway, open, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(address(id));
  await frame.live();
  await press(page, "Acknowledge");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
  await frame.link("Overview").click();
  await expect(page).toHaveURL(/\/$|\/fleet$/);

  await page.keyboard.press("Control+z");
  await expect(frame.notices).toHaveCount(1);
  await expect(frame.notices).toContainText("Undone: Acknowledged");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("open");

  await page.keyboard.press("Control+Shift+z");
  await expect(frame.notices).toContainText("Redone: Acknowledged");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");

  await frame.notices.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("open");
  await frame.notices.getByRole("button", { name: "Redo" }).click();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
});

test("Ctrl+Z in a field belongs to the field", async ({ ownGateway, open, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(address(id));
  await frame.live();
  await press(page, "Acknowledge");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");

  await page.getByPlaceholder("Vehicle, driver, place").fill("KV");
  await page.keyboard.press("Control+z");

  await expect(frame.notices).toContainText("Acknowledged");
  await expect(frame.notices).not.toContainText("Undone");
});

test("without a connection it is taken back as if it had never been done", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await actWithout(ownGateway, frame, id, (page) => press(page, "Acknowledge"));

  await page.keyboard.press("Control+z");
  await expect(frame.chip).not.toContainText("queued");
  await expect(details(page).getByText("Open", { exact: true })).toBeVisible();
  await page.keyboard.press("Control+Shift+z");
  await expect(frame.chip).toContainText("1 queued");

  await ownGateway.start();
  await frame.live();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
});

test("taking back never undoes what somebody else did since", async ({ ownGateway, open, openElsewhere, page, problems, context }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(address(id));
  await frame.live();
  await press(page, "Acknowledge");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
  await expect(frame.chip).toHaveText(SETTLED);
  await context.setOffline(true);
  await expect(frame.chip).toContainText("Offline");

  const other = await openElsewhere(address(id), "manager");
  await other.live();
  await press(other.page, "Resolve");
  await expect.poll(() => stateOf(other.page, ownGateway.url, id)).toBe("resolved");
  await page.keyboard.press("Control+z");
  await expect(frame.chip).toContainText("1 queued");

  await context.setOffline(false);
  await frame.live();
  await expect(page.getByRole("button", { name: "Outbox: 1 refused" })).toBeVisible();
  await expect(details(page).locator(".st", { hasText: "Resolved" })).toBeVisible();
  expect(await stateOf(page, ownGateway.url, id)).toBe("resolved");

  await other.page.close();
  await page.keyboard.press("Control+z");
  await expect(frame.latestNotice).toContainText("There is nothing to undo.");
});

test("the outbox fits a phone", async ({ ownGateway, open, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const frame = await open("/fleet", "dispatcher");
  void ownGateway;
  await frame.chip.click();
  await page.getByRole("button", { name: /^Outbox Nothing waits/ }).click();

  const box = await outbox(page).boundingBox();
  expect(box?.x).toBe(0);
  expect(box?.width).toBe(390);
  await expect(outbox(page)).toContainText("Nothing waits.");
});

test("what has not left may be worded anew, and takes effect once, in the new words", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open" && row.severity !== "critical");
  await actWithout(ownGateway, frame, id, dismiss);
  await reword(frame, "forced by");
  // The connection comes back while somebody writes: what they write about does not leave without their words.
  await ownGateway.start();
  await frame.live();
  await outbox(page).getByLabel("Reason").pressSequentially(" traffic");
  await outbox(page).getByRole("button", { name: "Send this instead" }).click();

  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("dismissed");
  expect(await reasonsOf(page, ownGateway.url, id)).toEqual(["forced by traffic"]);
});

test("what has not left may be given to somebody else, and its history says that it waits", async ({ ownGateway, open, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await actWithout(ownGateway, frame, id, (page) => assign(page, "T. Ruiz"));
  await expect(details(page).locator(".history > li")).toContainText(/Assign to T. Ruiz.*queued/s);
  await expect(details(page)).not.toContainText("Nobody has changed it yet.");
  await frame.chip.click();
  await page.getByRole("dialog", { name: "Connection" }).getByRole("button", { name: /^Outbox 1 queued/ }).click();

  await actions(outbox(page)).getByRole("button", { name: "Edit" }).click();
  await outbox(page).getByLabel("Assign to").selectOption({ label: "A. Weber" });
  await outbox(page).getByRole("button", { name: "Send this instead" }).click();
  await expect(actions(outbox(page))).toHaveCount(1);
  await expect(actions(outbox(page))).toContainText("Assign to A. Weber");

  await ownGateway.start();
  await frame.live();
  await expect.poll(() => assigneeOf(page, ownGateway.url, id)).toBe("A. Weber");
  await expect(page.locator(".chip-refused")).toHaveCount(0);
});

test("who edits in the outbox is told what a colleague did meanwhile", async ({ ownGateway, open, openElsewhere, page }) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open" && row.severity === "critical");
  await frame.go(address(id));
  await frame.live();
  await dismiss(page);
  await page.locator(".chip-refused").click();
  await actions(outbox(page)).getByRole("button", { name: "Edit" }).click();
  await outbox(page).getByLabel("Reason").fill("sensor was being");
  await expect(outbox(page).locator(".meanwhile")).toBeHidden();

  const manager = await openElsewhere(address(id), "manager");
  await manager.live();
  await assign(manager.page, "T. Ruiz");

  await expect(outbox(page).locator(".meanwhile")).toContainText(/Assigned → T. Ruiz by A. Weber \d+\ss ago\./);
  await expect(outbox(page).getByLabel("Reason")).toHaveValue("sensor was being");
});

test("what somebody changed since is not taken back in silence, and who meant it may insist", async ({
  ownGateway,
  open,
  openElsewhere,
  page,
}) => {
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(address(id));
  await frame.live();
  await press(page, "Acknowledge");
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("acknowledged");
  const manager = await openElsewhere(address(id), "manager");
  await manager.live();
  await press(manager.page, "Resolve");
  await expect(details(page).locator(".st", { hasText: "Resolved" })).toBeVisible();

  await page.keyboard.press("Control+z");
  await expect(frame.latestNotice).toContainText(/Not undone: changed since by A. Weber \(Acknowledged .*\). Theirs: Resolved/);
  expect(await stateOf(page, ownGateway.url, id), "theirs stands").toBe("resolved");
  await frame.latestNotice.getByRole("button", { name: "Use mine" }).click();
  await expect.poll(() => stateOf(page, ownGateway.url, id)).toBe("open");
});
