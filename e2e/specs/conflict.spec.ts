// What two people made of the same violation: nobody's work is overwritten in silence, and who meant it may insist.

import { expect, test } from "../test";
import { actAgainst, actions, address, assign, assigneeOf, dismiss, outbox, press, stateOf, violation } from "../pages/violation";

test("a conflict shows theirs beside mine", async ({ ownGateway, open, openElsewhere, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open" && row.severity !== "critical");
  await frame.go(address(id));
  await frame.live();
  const manager = await openElsewhere(address(id), "manager");

  await actAgainst(
    frame,
    () => press(page, "Acknowledge"),
    async () => {
      await dismiss(manager.page);
      await expect.poll(() => stateOf(manager.page, ownGateway.url, id)).toBe("dismissed");
    },
  );
  await page.locator(".chip-refused").click();

  const action = actions(outbox(page));
  await expect(action.locator(".conflict")).toContainText("Dismissed “test drive”");
  await expect(action.locator(".conflict")).toContainText("Acknowledge");
  await expect(action.getByRole("button", { name: "Use mine" }), "there is nothing left to acknowledge").toHaveCount(0);
  await action.getByRole("button", { name: "Keep theirs" }).click();
  await expect(outbox(page)).toContainText("Nothing waits.");
  expect(await stateOf(page, ownGateway.url, id)).toBe("dismissed");
});

test("an assignment never overwrites a colleague's in silence", async ({ ownGateway, open, openElsewhere, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(address(id));
  await frame.live();
  const manager = await openElsewhere(address(id), "manager");
  const assignee = () => assigneeOf(page, ownGateway.url, id);
  const clash = () =>
    actAgainst(
      frame,
      () => assign(page, "Assign to me"),
      async () => {
        await assign(manager.page, "T. Ruiz");
        await expect.poll(() => assigneeOf(manager.page, ownGateway.url, id)).toBe("T. Ruiz");
      },
    );

  await clash();
  await page.locator(".chip-refused").click();
  const action = actions(outbox(page));
  await expect(action.locator(".conflict")).toContainText("Assigned → T. Ruiz");
  await expect(action.locator(".conflict")).toContainText("Assign to you");
  expect(await assignee(), "theirs stands").toBe("T. Ruiz");

  await action.getByRole("button", { name: "Use mine" }).click();
  await expect.poll(assignee).toBe("D. Novak");
  await expect(outbox(page)).toContainText("Nothing waits.");
  await page.keyboard.press("Escape");

  await clash();
  await page.locator(".chip-refused").click();
  await actions(outbox(page)).getByRole("button", { name: "Keep theirs" }).click();
  await expect(outbox(page)).toContainText("Nothing waits.");
  expect(await assignee()).toBe("T. Ruiz");
});

test("two assignments of one's own follow each other", async ({ ownGateway, open, openElsewhere, page, problems }) => {
  problems.allowOutage();
  const frame = await open("/fleet/violations", "dispatcher");
  const { id } = await violation(page, ownGateway.url, (row) => row.state === "open");
  await frame.go(address(id));
  await frame.live();
  const manager = await openElsewhere(address(id), "manager");

  await actAgainst(
    frame,
    async () => {
      await assign(page, "T. Ruiz");
      await assign(page, "Assign to me");
    },
    async () => {
      await press(manager.page, "Acknowledge");
      await expect.poll(() => stateOf(manager.page, ownGateway.url, id)).toBe("acknowledged");
    },
  );

  await expect.poll(() => assigneeOf(page, ownGateway.url, id)).toBe("D. Novak");
  await expect(page.locator(".chip-refused")).toHaveCount(0);
});
