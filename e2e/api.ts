// The gateway's interface as one page sees it: cut off, or answered by somebody else, while the app's files still come.

import { type Page, type Route } from "@playwright/test";

export class Api {
  private answer?: (route: Route) => Promise<void>;
  /** What the page said over sockets since it was let through last. */
  readonly said: string[] = [];

  private constructor() {}

  /** Stands in front of the gateway, and lets everything through. */
  static async of(page: Page): Promise<Api> {
    const api = new Api();
    await page.route("**/api/**", (route) => api.answer?.(route) ?? route.continue());
    await page.routeWebSocket(/\/api\/v1\/socket/, (socket) => {
      if (api.answer || process.env.LIVEDECK_E2E_SOCKETS === "closed") {
        void socket.close();
        return;
      }
      const gateway = socket.connectToServer();
      socket.onMessage((message) => {
        api.said.push(message.toString());
        gateway.send(message);
      });
    });
    return api;
  }

  /** From now on nobody answers. */
  cut(): void {
    this.answer = (route) => route.abort("connectionrefused");
  }

  /** From now on everything is answered with this page. */
  answerWith(body: string): void {
    this.answer = (route) => route.fulfill({ status: 200, contentType: "text/html", body });
  }

  letThrough(): void {
    this.answer = undefined;
    this.said.length = 0;
  }
}
