// The real gateway as a process that tests start, kill and start again.

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const BINARY = process.env.LIVEDECK_GATEWAY ?? join(ROOT, "target/server/livedeck-gateway");
/** A database with a small world in it, made once by `world.ts` and copied for every gateway. */
export const TEMPLATE = join(ROOT, "target/e2e/template");

const START_TIMEOUT_MS = 140_000;
const STOP_TIMEOUT_MS = 15_000;

export type Options = {
  /** Arguments besides port and database. */
  arguments?: string[];
  /** Begins with an empty database instead of the prepared one. */
  empty?: boolean;
};

export class Gateway {
  private process?: ChildProcess;
  private output = "";

  private constructor(
    readonly port: number,
    readonly folder: string,
    private readonly words: string[],
  ) {}

  static async start(options: Options = {}): Promise<Gateway> {
    const folder = mkdtempSync(join(tmpdir(), "livedeck-"));
    if (!options.empty && existsSync(TEMPLATE)) {
      cpSync(TEMPLATE, folder, { recursive: true });
    }
    const gateway = new Gateway(await freePort(), folder, options.arguments ?? WORLD);
    await gateway.start();
    return gateway;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Everything it has printed. */
  get log(): string {
    return this.output;
  }

  /** Starts it (again) on the same port with the same database. */
  async start(): Promise<void> {
    // Another build of the app than the one that is served by default, such as a debug build.
    const assets = process.env.LIVEDECK_ASSETS ? ["--assets", process.env.LIVEDECK_ASSETS] : [];
    const words = ["--port", String(this.port), "--database", join(this.folder, "livedeck.sqlite"), ...assets, ...this.words];
    const child = spawn(BINARY, words, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    // A worker that dies must not leave it behind.
    const perish = () => child.kill("SIGKILL");
    process.once("exit", perish);
    child.once("exit", () => process.off("exit", perish));
    let failed = false;
    child.once("error", (error) => {
      failed = true;
      this.output += `${error.message}: build it with \`cargo xtask build\``;
    });
    const keep = (bytes: Buffer) => (this.output += bytes.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    this.process = child;
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.answers())) {
      if (failed || child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the gateway did not start (${BINARY} ${words.join(" ")}):\n${this.output}`);
      }
      await pause(50);
    }
  }

  /** As a power cut does it. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** As an operator does it: it says goodbye to everybody. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  /** Ends it and removes its database. */
  async dispose(): Promise<void> {
    await this.end("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/api/health/socket`)).ok;
    } catch {
      return false;
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const inTime = await Promise.race([ended.then(() => true), pause(STOP_TIMEOUT_MS).then(() => false)]);
    if (!inTime) {
      child.kill("SIGKILL");
      throw new Error(`the gateway did not stop within ${STOP_TIMEOUT_MS} ms:\n${this.output}`);
    }
  }
}

/** The small demo world of most tests. */
export const WORLD = ["--seed", "1", "--vehicles", "60", "--log", "warn"];

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

/** The sizes of the built files, as the build wrote them. */
export function builtSizes(): { name: string; raw: number; brotli: number }[] {
  return JSON.parse(readFileSync(join(ROOT, "target/web/sizes.json"), "utf8"));
}
