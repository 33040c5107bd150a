// A push service on this machine: takes what the gateway sends, and opens it as a browser would (RFC 8291), with nothing
// of the gateway's own.

import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { type IncomingHttpHeaders, type Server, createServer } from "node:http";
import { type AddressInfo } from "node:net";

export type Told = { kind: string; shipment: string; reference: string; place: string; language: string };
export type Pushed = { told: Told; headers: IncomingHttpHeaders };

export class PushService {
  readonly heard: Pushed[] = [];
  /** The addresses that were written to. */
  readonly paths: string[] = [];
  private readonly keys = createECDH("prime256v1");
  private readonly auth = randomBytes(16);

  private constructor(private readonly server: Server) {
    this.keys.generateKeys();
  }

  static async start(): Promise<PushService> {
    const server = createServer();
    const service = new PushService(server);
    server.on("request", (request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        service.paths.push(request.url ?? "");
        service.heard.push({ told: service.open(Buffer.concat(parts)), headers: request.headers });
        response.writeHead(201).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  /** As `--push-test-host` names it. */
  get host(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a browser that has subscribed here would tell. */
  get subscription() {
    const keys = { p256dh: this.keys.getPublicKey("base64url"), auth: this.auth.toString("base64url") };
    return { endpoint: `${this.host}/browser`, expirationTime: null, keys };
  }

  about(shipment: string): Told[] {
    return this.heard.map((it) => it.told).filter((it) => it.shipment === shipment);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private open(body: Buffer): Told {
    const salt = body.subarray(0, 16);
    const theirs = body.subarray(21, 21 + body[20]);
    const sealed = body.subarray(21 + body[20]);
    const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number) => Buffer.from(hkdfSync("sha256", secret, salt, info, length));
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), this.keys.getPublicKey(), theirs]);
    const secret = derive(this.keys.computeSecret(theirs), this.auth, info, 32);
    const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
    const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString()) as Told;
  }
}

/** What a message's signature says, if it is good and that of the named key. */
export function signed(headers: IncomingHttpHeaders): { aud: string; exp: number; sub: string } {
  const [, token, key] = /^vapid t=(.+), k=(.+)$/.exec(headers.authorization ?? "") ?? [];
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((it) => it.toString("base64url"));
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const [header, claims, signature] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  if (!verify("sha256", Buffer.from(`${header}.${claims}`), { key: publicKey, dsaEncoding: "ieee-p1363" }, bytes)) {
    throw new Error("a bad signature");
  }
  return JSON.parse(Buffer.from(claims, "base64url").toString());
}
