// Proof of delivery: photos and a signature taken without a network, sent when there is one, and seen by dispatch.

import { type APIRequestContext, type Page } from "@playwright/test";

import { PASSWORD, type Role, email, expect, test } from "../test";
import { shipment } from "../pages/dispatch";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test.use({ ...PHONE, permissions: ["geolocation"], geolocation: { latitude: 55.501, longitude: 4.501, accuracy: 12 } });

async function signIn(request: APIRequestContext, url: string, role: Role): Promise<void> {
  const answer = await request.post(`${url}/api/v1/session`, {
    headers: { "x-livedeck": "1" },
    data: { email: email(role), password: PASSWORD },
  });
  expect(answer.ok()).toBe(true);
}

let nth = 0;

/** Asks for a change as a program would. */
async function change(request: APIRequestContext, url: string, name: string, args: object): Promise<void> {
  nth += 1;
  const id = `m-${Date.now()}-${nth}`;
  const hello = { v: 1, build: "e2e", device: id, conn: 1, subs: [] };
  const answer = await request.post(`${url}/api/v1/sync`, {
    headers: { "x-livedeck": "1" },
    data: [{ hello }, { mut: { id, name, args, after: [] } }],
  });
  expect(await answer.text()).toContain('"ack"');
}

/** A shipment that the demo's driver has on the vehicle and brings. */
async function underWay(request: APIRequestContext, url: string, id: string): Promise<void> {
  await signIn(request, url, "dispatcher");
  const stop = (name: string, lat: number) => ({ name, lat, lng: 4.51 });
  await change(request, url, "shipment.create", {
    id,
    reference: id.toUpperCase(),
    goods: "12 pallets brick",
    weight_t: 8.4,
    stops: [stop("Nord depot", 55.5), stop("Kiln road 7", 55.51)],
    due: Date.now() + 3_600_000,
  });
  await change(request, url, "shipment.assign", { id, to: "u-driver", from: [] });
  await signIn(request, url, "driver");
  for (const step of ["accepted", "picked_up", "in_transit"]) {
    await change(request, url, "shipment.step", { id, step });
  }
  await change(request, url, "duty.set", { id: "u-driver", duty: "on_shift" });
}

/** The driver's page, with the sheet of that shipment open. */
async function arrive(page: Page, url: string, id: string): Promise<void> {
  await signIn(page.request, url, "driver");
  await open(page, url, id);
}

/** The same for who is signed in: to sign in once more ends the session that other tabs are in. */
async function open(page: Page, url: string, id: string): Promise<void> {
  await page.goto(`${url}/drive?sel=${id}`);
  const big = page.locator(".drive-foot .drive-big");
  await expect(big).toHaveText("Arrived at Kiln road 7", { timeout: 20_000 });
  await big.tap();
  await expect(page.getByRole("dialog")).toBeVisible();
}

/** A photo as a phone's camera makes it, with where it was taken in it; `noise`: as large as it can be. */
async function camera(page: Page, noise = false): Promise<Buffer> {
  const code = await page.evaluate((noise) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2400, 1800];
    const context = canvas.getContext("2d")!;
    const colours = ["#8aa3b8", "#c9b48a", "#6f7f52", "#a8563a"];
    for (let it = 0; it < 40; it += 1) {
      context.fillStyle = colours[it % 4];
      context.fillRect((it % 8) * 300, Math.floor(it / 8) * 360, 296, 356);
    }
    if (noise) {
      const dots = context.createImageData(2400, 1800);
      for (let it = 0; it < dots.data.length; it += 1) {
        dots.data[it] = it % 4 === 3 ? 255 : Math.random() * 255;
      }
      context.putImageData(dots, 0, 0);
    }
    return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
  }, noise);
  const bytes = Buffer.from(code, "base64");
  const text = Buffer.concat([Buffer.from("Exif\0\0"), Buffer.from("II*\0\x08\0\0\0\0\0\0\0\0\0"), Buffer.from("GPS 55.501 4.501")]);
  const head = Buffer.from([0xff, 0xe1, (text.length + 2) >> 8, (text.length + 2) & 0xff]);
  return Buffer.concat([bytes.subarray(0, 2), head, text, bytes.subarray(2)]);
}

async function takePhoto(page: Page, buffer: Buffer, count: number): Promise<void> {
  expect(buffer.includes("Exif")).toBe(true);
  await page.locator("#drive-photo").setInputFiles({ name: "IMG_1.jpg", mimeType: "image/jpeg", buffer });
  await expect(page.locator(".sheet-photos img")).toHaveCount(count, { timeout: 20_000 });
}

/** What lies in the phone's store of photos and words. */
const stored = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const asked = indexedDB.open("livedeck-proof");
        asked.onupgradeneeded = () => asked.result.createObjectStore("texts");
        asked.onsuccess = () => {
          const all = asked.result.transaction("texts").objectStore("texts").getAll();
          all.onsuccess = () => {
            asked.result.close();
            resolve(all.result as string[]);
          };
        };
      }),
  );

/** Waits until these stand in the phone's store: what only the page knows would be gone with it. */
async function kept(page: Page, ...parts: string[]): Promise<void> {
  for (const part of parts) await expect.poll(async () => (await stored(page)).join()).toContain(part);
}

async function sign(page: Page): Promise<void> {
  const pad = page.locator(".sheet-sign");
  await pad.scrollIntoViewIfNeeded();
  const box = (await pad.boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(0.2, 0.7));
  await page.mouse.down();
  for (const [x, y] of [[0.3, 0.3], [0.36, 0.75], [0.45, 0.35], [0.55, 0.65], [0.75, 0.5]]) {
    await page.mouse.move(...at(x, y), { steps: 6 });
  }
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Clear" })).toBeVisible();
}

test("photo and signature of a delivery without a network reach dispatch, and say nothing of where they were taken", async ({
  page,
  context,
  request,
  problems,
  ownGateway,
  openElsewhere,
}) => {
  problems.allowOutage();
  const { url } = ownGateway;
  await underWay(request, url, "sh-proof");
  let isTunnel = false;
  await page.route("**/api/**", (route) => (isTunnel ? route.abort("connectionrefused") : route.fallback()));
  await arrive(page, url, "sh-proof");

  isTunnel = true;
  await context.setOffline(true);
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Who takes it").fill("J. Brenner");
  await takePhoto(page, await camera(page), 1);
  await sign(page);
  await sheet.getByLabel("Note, if there is one").fill("Left at gate B");
  await sheet.getByRole("button", { name: "Confirm delivery" }).tap();
  await expect(page.locator(".drive-queue")).toContainText(/1 photo and 1 signature waiting, [\d.]+\skB/);
  const confirmed = Date.now();
  await expect(page.locator(".drive-queue")).toContainText("queued");

  // Whoever signs out now is told what would be lost.
  await page.getByRole("button", { name: "Sign out" }).tap();
  await expect(page.getByRole("dialog")).toContainText("Photos and signatures that dispatch has not had");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Sign out and delete" })).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Stay" }).tap();

  // Files only, the word that it was delivered goes first.
  const desk = await openElsewhere("/dispatch?shipment=sh-proof", "dispatcher");
  const proof = desk.page.locator(".dpeek .proof");
  await expect(desk.page.locator(".dpeek")).toContainText("SH-PROOF");
  await expect(proof).toHaveCount(0);
  isTunnel = false;
  await context.setOffline(false);
  await expect(page.locator(".drive-sent")).toBeVisible({ timeout: 60_000 });
  await expect(proof).toContainText("J. Brenner", { timeout: 30_000 });
  await expect(proof).toContainText("Left at gate B");
  await expect(proof.locator("img")).toHaveCount(2, { timeout: 30_000 });
  await proof.getByRole("button", { name: "Photo 1" }).click();
  const large = desk.page.getByRole("dialog", { name: "Photo 1" });
  await expect(large.locator("img")).toBeVisible();
  expect(await large.locator("img").evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(1600);
  await desk.page.keyboard.press("Escape");
  await expect(large).toBeHidden();

  // It is dated by when it was handed over, not by when anybody heard of it.
  const { ended_at, changed_at } = await shipment(desk.page, url, "sh-proof");
  expect(ended_at).toBeLessThan(confirmed + 500);
  expect(changed_at).toBeGreaterThan(confirmed + 500);

  const listed = (await (await desk.page.request.get(`${url}/api/v1/attachments?shipment=sh-proof`)).json()) as {
    attachments: { id: string; type: string; complete: boolean }[];
  };
  expect(listed.attachments.map((it) => it.type).sort()).toEqual(["image/jpeg", "image/png"]);
  for (const { id } of listed.attachments) {
    const file = await desk.page.request.get(`${url}/api/v1/attachments/${id}`);
    expect(file.headers()["content-disposition"]).toContain("attachment");
    const bytes = await file.body();
    expect(bytes.includes("Exif") || bytes.includes("GPS")).toBe(false);
  }
});

test("an upload that is cut goes on where it ended, also after a reload", async ({ page, request, problems, ownGateway }) => {
  problems.allowOutage();
  problems.allow(/api\/v1\/attachments/);
  const { url } = ownGateway;
  await underWay(request, url, "sh-cut");
  let left = 3;
  let n_cut = 0;
  const sent: number[] = [];
  await page.route("**/api/v1/attachments/**", async (route) => {
    if (route.request().method() === "PUT" && left > 0) {
      left -= 1;
      sent.push(Number(new URL(route.request().url()).searchParams.get("offset")));
      return route.fallback();
    }
    n_cut += Number(left === 0);
    return left > 0 ? route.fallback() : route.abort("connectionreset");
  });
  await arrive(page, url, "sh-cut");
  await page.getByLabel("Who takes it").fill("S. Ader");
  await takePhoto(page, await camera(page, true), 1);
  await page.getByRole("button", { name: "Confirm delivery" }).tap();
  // What was let through is answered before the next is asked.
  await expect.poll(() => n_cut).toBeGreaterThan(0);
  await expect(page.locator(".drive-queue")).toContainText("1 photo waiting");
  // The delivery itself has not waited for it.
  const row = async () => (await (await request.get(`${url}/api/v1/topics/dispatch/shipments`)).text()).includes("S. Ader");
  await expect.poll(row).toBe(true);

  await page.reload();
  left = 1_000;
  await expect(page.locator(".drive-sent")).toBeVisible({ timeout: 60_000 });
  expect(sent.length).toBeGreaterThan(4);
  expect(sent, "nothing twice, nothing left out").toEqual(sent.map((_, index) => index * 49_152));
});

test("until the disk was read nothing is said to be sent, and nobody is signed out unasked", async ({ page, context, request, problems, ownGateway }) => {
  problems.allowOutage();
  problems.allow(/api\/v1\/attachments|favicon/);
  const { url } = ownGateway;
  await underWay(request, url, "sh-unread");
  await page.route("**/api/v1/attachments/**", (route) => route.abort("connectionreset"));
  await arrive(page, url, "sh-unread");
  await page.getByLabel("Who takes it").fill("S. Ader");
  await takePhoto(page, await camera(page), 1);
  await page.getByRole("button", { name: "Confirm delivery" }).tap();
  const queue = page.locator(".drive-queue");
  await expect(queue).toContainText("1 photo waiting");
  // The delivery itself is through, so that the photo is all that waits.
  await expect(queue.locator("h2")).toHaveText("Waiting to send (1)");

  // Somebody else writes to the disk without end: it answers no reader.
  const busy = await context.newPage();
  await busy.goto(`${url}/config.json`);
  await busy.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const asked = indexedDB.open("livedeck-proof");
        asked.onsuccess = () => {
          const store = asked.result.transaction("texts", "readwrite").objectStore("texts");
          const again = () => {
            store.count().onsuccess = () => ((window as { isOver?: boolean }).isOver ? undefined : again());
          };
          again();
          resolve();
        };
      }),
  );
  await page.reload();
  await expect(page.locator(".drive-reading")).toHaveText("Reading what waits on this phone…", { timeout: 20_000 });
  await page.getByRole("button", { name: "Sign out" }).tap();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("This phone’s disk has not been read yet");
  await expect(page.locator(".drive-sent")).toHaveCount(0);

  await busy.evaluate(() => {
    (window as { isOver?: boolean }).isOver = true;
  });
  await expect(dialog).toContainText("Photos and signatures that dispatch has not had");
  await dialog.getByRole("button", { name: "Stay" }).tap();
  await expect(queue).toContainText("1 photo waiting");
});

test("a photo is kept from when it was taken, and is there again when its delivery was taken back", async ({
  page,
  request,
  problems,
  ownGateway,
}) => {
  problems.allowOutage();
  const { url } = ownGateway;
  await underWay(request, url, "sh-draft");
  let isTunnel = false;
  let n_sent = 0;
  await page.route("**/api/v1/attachments/**", (route) => {
    n_sent += Number(route.request().method() === "PUT");
    return isTunnel ? route.abort("connectionrefused") : route.fallback();
  });
  await arrive(page, url, "sh-draft");
  const photos = page.locator(".sheet-photos img");
  await takePhoto(page, await camera(page), 1);
  await kept(page, "image/jpeg");

  await page.reload();
  await page.locator(".drive-foot .drive-big").tap();
  await expect(photos).toHaveCount(1, { timeout: 20_000 });
  await takePhoto(page, await camera(page), 2);
  await page.getByRole("button", { name: "Remove photo 1" }).tap();
  await expect(photos).toHaveCount(1);

  isTunnel = true;
  await page.getByRole("dialog").getByLabel("Who takes it").fill("J. Brenner");
  await page.getByRole("button", { name: "Confirm delivery" }).tap();
  const queue = page.locator(".drive-queue");
  await expect(queue).toContainText("1 photo waiting");
  await page.getByRole("button", { name: /^Undo last step: SH-DRAFT/ }).tap();
  await expect(page.locator(".drive-drafts")).toContainText("1 photo, delivery not confirmed");
  await expect(page.getByText("photo waiting")).toHaveCount(0);
  await kept(page, '"is_draft":true');
  isTunnel = false;
  n_sent = 0;
  await page.reload();
  await page.locator(".drive-foot .drive-big").tap();
  await expect(photos).toHaveCount(1, { timeout: 20_000 });
  expect(n_sent, "nothing of a delivery that was taken back is sent").toBe(0);
});

/** Dots of the signature that are ink. */
const ink = (page: Page) =>
  page.locator(".sheet-sign").evaluate((it: HTMLCanvasElement) => {
    const { data } = it.getContext("2d")!.getImageData(0, 0, it.width, it.height);
    return data.filter((value, index) => index % 4 === 0 && value < 100).length;
  });

test("PP6 what was written and signed is there again after a reload, until it is confirmed", async ({ page, request, problems, ownGateway }) => {
  problems.allowOutage();
  const { url } = ownGateway;
  await underWay(request, url, "sh-words");
  await arrive(page, url, "sh-words");
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Who takes it").fill("J. Brenner");
  await sheet.getByLabel("Note, if there is one").fill("Left at gate B");
  await sign(page);
  const drawn = await ink(page);
  expect(drawn).toBeGreaterThan(50);
  await kept(page, "J. Brenner", "Left at gate B", '"signature":[[');

  await page.reload();
  await page.locator(".drive-foot .drive-big").tap();
  await expect(sheet.getByLabel("Who takes it")).toHaveValue("J. Brenner", { timeout: 20_000 });
  await expect(sheet.getByLabel("Note, if there is one")).toHaveValue("Left at gate B");
  await expect.poll(() => ink(page)).toBe(drawn);
  // Also where it cannot be delivered after all, and in a report.
  await sheet.getByRole("button", { name: "Cannot deliver" }).tap();
  await sheet.getByLabel("Reason").fill("Nobody op");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Report a problem" }).tap();
  await sheet.getByRole("button", { name: "The road" }).tap();
  await sheet.getByLabel("What happened").fill("Closed at the br");
  await kept(page, "Nobody op", "Closed at the br", '"kind":"road"');

  await page.reload();
  await page.getByRole("button", { name: "Report a problem" }).tap();
  await expect(sheet.getByLabel("What happened")).toHaveValue("Closed at the br", { timeout: 20_000 });
  await expect(sheet.getByRole("button", { name: "The road" })).toHaveAttribute("aria-pressed", "true");
  await sheet.getByRole("button", { name: "Cannot deliver" }).tap();
  await expect(sheet.getByLabel("Reason")).toHaveValue("Nobody op");
  await page.keyboard.press("Escape");

  // Who signs out is told, and leaves nothing.
  await page.getByRole("button", { name: "Sign out" }).tap();
  await expect(sheet).toContainText("What you wrote and have not confirmed is deleted from this phone.");
  await sheet.getByRole("button", { name: "Stay" }).tap();

  await page.getByRole("button", { name: "Report a problem" }).tap();
  await sheet.getByRole("button", { name: "Send" }).tap();
  await expect(page.locator(".toast")).toContainText("Reported.");
  await page.locator(".drive-foot .drive-big").tap();
  await sheet.getByRole("button", { name: "Confirm delivery" }).tap();
  await page.locator(".drive-next").getByRole("button", { name: "SH-WORDS" }).tap();
  await expect(page.getByRole("region", { name: "SH-WORDS" })).toContainText("taken by J. Brenner");
  await expect(page.locator(".drive-sent")).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => stored(page), "nothing stays of what was confirmed").toEqual([]);
});

test("PP6 who signs out leaves nothing of what they wrote", async ({ page, request, problems, ownGateway }) => {
  problems.allowOutage();
  const { url } = ownGateway;
  await underWay(request, url, "sh-leave");
  await arrive(page, url, "sh-leave");
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Who takes it").fill("J. Brenner");
  await kept(page, "J. Brenner");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Sign out" }).tap();
  await sheet.getByRole("button", { name: "Sign out and delete" }).tap();
  await expect(page.getByLabel("Password", { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect.poll(() => stored(page)).toEqual([]);
});

test("PP7 who signs out in one tab is asked about what waits in the other", async ({ page, context, request, problems, ownGateway }) => {
  problems.allowOutage();
  // What the other tab had is asked about before it is sent.
  problems.allow(/api\/v1\/attachments/);
  const { url } = ownGateway;
  await underWay(request, url, "sh-tabs");
  await signIn(page.request, url, "driver");
  // What is written in the second tab is not there when the first one reads the disk.
  await page.goto(`${url}/drive`);
  await expect(page.locator(".drive-sent")).toBeVisible({ timeout: 20_000 });
  const second = await context.newPage();
  await open(second, url, "sh-tabs");
  const words = second.getByRole("dialog");
  const dialog = page.getByRole("dialog");
  const leave = async () => {
    await page.bringToFront();
    await page.getByRole("button", { name: "Sign out" }).tap();
  };
  await context.route("**/api/v1/**", (route) => route.abort("connectionrefused"));
  await context.setOffline(true);

  await words.getByLabel("Who takes it").fill("J. Brenner");
  await kept(second, "J. Brenner");
  await leave();
  await expect(dialog).toContainText("What you wrote and have not confirmed");
  await dialog.getByRole("button", { name: "Stay" }).tap();

  await second.bringToFront();
  await takePhoto(second, await camera(second), 1);
  await words.getByRole("button", { name: "Confirm delivery" }).tap();
  await expect(second.locator(".drive-queue")).toContainText("1 photo waiting");

  await page.bringToFront();
  await expect(page.locator(".drive-queue")).toContainText("1 photo waiting", { timeout: 20_000 });
  await leave();
  await expect(dialog).toContainText("Photos and signatures that dispatch has not had");
  await expect(dialog).toContainText("1 action is not finished");
  await expect(dialog.getByRole("button", { name: "Sign out and delete" })).toBeVisible();
  await dialog.getByRole("button", { name: "Stay" }).tap();
  expect((await stored(page)).join()).toContain("image/jpeg");

  await context.unroute("**/api/v1/**");
  await context.setOffline(false);
  for (const tab of [second, page]) {
    await expect(tab.locator(".drive-sent")).toBeVisible({ timeout: 60_000 });
  }
});

for (const [name, refuse] of [
  ["has no room", () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...words) {
      if (!sessionStorage.getItem("hasRoom") && this.transaction.db.name === "livedeck-proof") {
        throw new DOMException("full", "QuotaExceededError");
      }
      return put.apply(this, words);
    };
  }],
  ["keeps nothing for this page", () => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name, ...words) {
      if (!sessionStorage.getItem("hasRoom") && name === "livedeck-proof") {
        throw new DOMException("no", "SecurityError");
      }
      return open.apply(this, [name, ...words]);
    };
  }],
] as [string, () => void][]) {
  test(`PP5 a photo that a disk refuses which ${name} says so at once, is asked about, and is sent if confirmed`, async ({
    page,
    request,
    problems,
    ownGateway,
  }) => {
    problems.allowOutage();
    const { url } = ownGateway;
    await underWay(request, url, "sh-full");
    await page.addInitScript(refuse);
    await arrive(page, url, "sh-full");
    const sheet = page.getByRole("dialog");
    await takePhoto(page, await camera(page), 1);
    const told = sheet.getByRole("alert").filter({ hasText: "Not saved on this phone: the photo is only on this screen." });
    await expect(told).toContainText("Keep this page open until it is sent.");
    await expect(page.locator(".sheet-photos li[data-kept=false]")).toHaveCount(1);
    await sheet.getByLabel("Who takes it").fill("J. Brenner");
    expect(await sheet.getByText("Not saved on this phone").count(), "said once").toBe(1);
    await page.keyboard.press("Escape");
    await expect(page.locator(".drive-drafts")).toContainText("Not saved: keep this page open");

    // Whoever closes or loads it anew is asked first.
    const asked: string[] = [];
    page.once("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.evaluate(() => location.reload());
    await expect.poll(() => asked).toEqual(["beforeunload"]);

    await page.locator(".drive-foot .drive-big").tap();
    await takePhoto(page, await camera(page), 2);
    await expect(page.locator(".sheet-photos li[data-kept=false]")).toHaveCount(2);
    await sheet.getByRole("button", { name: "Confirm delivery" }).tap();
    await expect(page.locator(".drive-sent")).toBeVisible({ timeout: 60_000 });
    await signIn(request, url, "dispatcher");
    const listed = (await (await request.get(`${url}/api/v1/attachments?shipment=sh-full`)).json()) as {
      attachments: { complete: boolean }[];
    };
    expect(listed.attachments.map((it) => it.complete)).toEqual([true, true]);
    await page.evaluate(() => sessionStorage.setItem("hasRoom", "yes"));
    expect(await stored(page), "the disk never had it").toEqual([]);
  });

  test(`PP5 what a disk refused which ${name} is saved once there is room`, async ({ page, request, problems, ownGateway }) => {
    problems.allowOutage();
    const { url } = ownGateway;
    await underWay(request, url, "sh-room");
    await page.addInitScript(refuse);
    await arrive(page, url, "sh-room");
    const sheet = page.getByRole("dialog");
    const told = sheet.getByText("Not saved on this phone");
    await sheet.getByLabel("Who takes it").fill("J. Brenner");
    await expect(told).toContainText("what you wrote is only on this screen");
    await takePhoto(page, await camera(page), 1);
    await expect(told).toContainText("the photo is only on this screen");
    await page.evaluate(() => sessionStorage.setItem("hasRoom", "yes"));
    await sheet.getByRole("button", { name: "Try to save again" }).tap();
    await expect(told).toHaveCount(0);
    await page.reload();
    await page.locator(".drive-foot .drive-big").tap();
    await expect(page.locator(".sheet-photos img")).toHaveCount(1, { timeout: 20_000 });
    await expect(sheet.getByLabel("Who takes it")).toHaveValue("J. Brenner");
  });
}

test("what is no picture is refused in words", async ({ page, request, problems, sharedGateway }) => {
  void problems;
  const { url } = sharedGateway;
  await underWay(request, url, `sh-wrong-${Date.now()}`);
  const rows = (await (await request.get(`${url}/api/v1/topics/dispatch/shipments`)).json()) as { rows: { id: string }[] };
  const id = rows.rows.map((it) => it.id).find((it) => it.startsWith("sh-wrong"))!;
  await arrive(page, url, id);
  await page.locator("#drive-photo").setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<svg/>") });
  await expect(page.getByRole("dialog")).toContainText("This is no picture that can be sent");
  await expect(page.locator(".sheet-photos img")).toHaveCount(0);
});
