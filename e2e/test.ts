// What every spec imports: `test` with a gateway, a page that tolerates no error, and people to sign in as.

import { type Browser, type BrowserContext, type Page, test as base } from "@playwright/test";

import { Gateway, type Options } from "./gateway";
import { Frame } from "./pages/frame";

export { expect } from "@playwright/test";

export type Role = "admin" | "manager" | "dispatcher" | "driver" | "member" | "agent" | "buyer";

export const PASSWORD = "livedeck-demo";
export const email = (role: Role) => `${role}@livedeck.test`;

/** What a page may not do: errors in the console, exceptions, violations of the content security policy. */
export class Problems {
  readonly found: string[] = [];
  private readonly allowed: RegExp[] = [
    // How a browser logs that nobody is signed in yet.
    /status of 401.*\/api\/v1\/session/,
  ];

  /** Expects such errors: those of a gateway that the test kills, for instance. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  /** Expects what a browser logs while nobody answers. */
  allowOutage(): void {
    this.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INTERNET_DISCONNECTED|ERR_EMPTY_RESPONSE/);
    this.allow(/WebSocket connection to .* failed/, /ERR_SOCKET_NOT_CONNECTED|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  }

  watch(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() === "error" || /Content Security Policy|Trusted/.test(message.text())) {
        this.add(`${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => this.add(`uncaught: ${error.error().message}`));
    context.on("page", (page) => {
      page.on("crash", () => this.add("the page crashed"));
      page.on("request", (request) => {
        if (request.url().endsWith("/api/v1/csp-report")) {
          this.add(`policy report: ${request.postData()}`);
        }
      });
    });
  }

  /** Those that nobody expected. */
  unexpected(): string[] {
    return this.found.filter((it) => !this.allowed.some((pattern) => pattern.test(it)));
  }

  private add(text: string): void {
    this.found.push(text);
  }
}

type TestFixtures = {
  problems: Problems;
  /** Signs the test's browser in without typing, and opens a page of the app. */
  open: (path?: string, role?: Role) => Promise<Frame>;
  /** A second browser on the same gateway. */
  openElsewhere: (path?: string, role?: Role) => Promise<Frame>;
  /** A gateway for this test alone, which it may kill; `open` then uses it. */
  ownGateway: Gateway;
  /** Arguments of the own gateway. */
  gatewayOptions: Options;
};

type WorkerFixtures = { sharedGateway: Gateway };

export const test = base.extend<TestFixtures & { currentGateway: { it?: Gateway } }, WorkerFixtures>({
  sharedGateway: [
    async ({}, use) => {
      const gateway = await Gateway.start();
      await use(gateway);
      await gateway.dispose();
    },
    { scope: "worker" },
  ],
  gatewayOptions: [{}, { option: true }],
  currentGateway: async ({}, use) => use({}),
  ownGateway: [
    async ({ gatewayOptions, currentGateway }, use) => {
      const gateway = await Gateway.start(gatewayOptions);
      currentGateway.it = gateway;
      await use(gateway);
      await gateway.dispose();
    },
    // A large world takes a while to fill its database.
    { timeout: 150_000 },
  ],
  // Relative addresses lead to the test's gateway.
  baseURL: async ({ sharedGateway, currentGateway }, use) => use((currentGateway.it ?? sharedGateway).url),
  problems: async ({ context }, use) => {
    const problems = new Problems();
    problems.watch(context);
    await use(problems);
    const unexpected = problems.unexpected();
    if (unexpected.length > 0) {
      throw new Error(`the page reported:\n${unexpected.join("\n")}`);
    }
  },
  open: async ({ page, problems, sharedGateway, currentGateway }, use) => {
    void problems;
    await use((path = "/fleet", role = "dispatcher") => enter(page, currentGateway.it ?? sharedGateway, path, role));
  },
  openElsewhere: async ({ browser, sharedGateway, currentGateway }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (path = "/fleet", role = "manager") => {
      const context = await newContext(browser);
      contexts.push(context);
      return enter(await context.newPage(), currentGateway.it ?? sharedGateway, path, role);
    });
    await Promise.all(contexts.map((it) => it.close()));
  },
});

async function newContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ serviceWorkers: "block", locale: "en-GB", timezoneId: "UTC", viewport: { width: 1440, height: 900 } });
}

/** The test is about a socket: where none gets through there is nothing to see. */
export const needsSocket = () =>
  test.skip(process.env.LIVEDECK_E2E_SOCKETS === "closed", "is about a socket, and none gets through");

/** `LIVEDECK_E2E_SOCKETS=closed`: as behind a proxy that lets no WebSocket through. */
async function closeSockets(page: Page): Promise<void> {
  if (process.env.LIVEDECK_E2E_SOCKETS === "closed") {
    await page.context().routeWebSocket(/\/api\/v1\/socket/, (socket) => socket.close());
  }
}

async function enter(page: Page, gateway: Gateway, path: string, role: Role): Promise<Frame> {
  const answer = await page.request.post(`${gateway.url}/api/v1/session`, {
    headers: { "x-livedeck": "1" },
    data: { email: email(role), password: PASSWORD },
  });
  if (!answer.ok()) {
    throw new Error(`${role} could not sign in: ${answer.status()} ${await answer.text()}\n${gateway.log}`);
  }
  await closeSockets(page);
  await page.goto(gateway.url + path);
  const frame = new Frame(page, gateway);
  await frame.ready();
  return frame;
}
