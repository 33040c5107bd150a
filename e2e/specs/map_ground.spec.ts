// A ground that an installation brings itself: it is asked of whom the installation names, and of nobody else.

import { type Page } from "@playwright/test";

import { expect, test } from "../test";

const HOST = "https://tiles.example";
// One grey pixel.
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==",
  "base64",
);

/** Answers in the place of the host, and notes what it was asked for. */
async function answer(page: Page, file: Buffer): Promise<string[]> {
  const asked: string[] = [];
  await page.context().route(`${HOST}/**`, async (route) => {
    const request = route.request();
    asked.push(new URL(request.url()).pathname);
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers()["range"] ?? "") ?? [];
    const body = from === undefined ? file : file.subarray(Number(from), Number(to) + 1);
    await route.fulfill({
      status: from === undefined ? 200 : 206,
      body,
      contentType: "image/png",
      headers: { "access-control-allow-origin": "*", "content-length": String(body.length) },
    });
  });
  return asked;
}

/** A PMTiles file (version 3) that holds that picture for the whole world. */
function archive(picture: Buffer): Buffer {
  const directory = Buffer.from([1, 0, 1, picture.length, 1]);
  const about = Buffer.from("{}");
  const header = Buffer.alloc(127);
  header.write("PMTiles");
  header[7] = 3;
  const parts = [directory, about, Buffer.alloc(0), picture];
  let offset = header.length;
  parts.forEach((part, index) => {
    header.writeBigUInt64LE(BigInt(offset), 8 + index * 16);
    header.writeBigUInt64LE(BigInt(part.length), 16 + index * 16);
    offset += part.length;
  });
  // One tile in one entry, not compressed, of the kind png.
  [72, 80, 88].forEach((at) => header.writeBigUInt64LE(1n, at));
  header.set([1, 1, 1, 2, 0, 0], 96);
  [-180, -85, 180, 85].forEach((degrees, index) => header.writeInt32LE(degrees * 1e7, 102 + index * 4));
  return Buffer.concat([header, ...parts]);
}

const arguments_ = (map: string) => ["--map", map, "--map-attribution", "© Test maps", "--log", "warn"];

test.describe("tiles", () => {
  test.use({ gatewayOptions: { arguments: arguments_(`${HOST}/{z}/{x}/{y}.png`) } });

  test("are drawn under what moves, and their maker is named", async ({ ownGateway, open, page }) => {
    const asked = await answer(page, PIXEL);
    const frame = await open("/dispatch?at=55.5,4.5,12");
    await frame.live();

    await expect.poll(() => asked.some((it) => /^\/1\d\/\d+\/\d+\.png$/.test(it))).toBe(true);
    await expect(page.locator(".map-credit")).toHaveText("© Test maps");
    await expect(page.locator(".map-failed")).toHaveCount(0);
    void ownGateway;
  });
});

test.describe("one file of tiles", () => {
  test.use({ gatewayOptions: { arguments: arguments_(`${HOST}/city.pmtiles`) } });

  test("is read piece by piece", async ({ ownGateway, open, page }) => {
    const asked = await answer(page, archive(PIXEL));
    const frame = await open("/dispatch?at=55.5,4.5,12");
    await frame.live();

    // Header and directory in one piece, then the tile.
    await expect.poll(() => asked.filter((it) => it === "/city.pmtiles").length).toBeGreaterThan(1);
    await expect(page.locator(".map-failed")).toHaveCount(0);
    void ownGateway;
  });
});
