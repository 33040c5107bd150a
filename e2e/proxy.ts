// A network between the browser and the gateway, of the kind that lets no WebSocket through.

import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";

export class Proxy {
  /** Whether sockets are refused. */
  blocksSockets = true;
  /** Whether requests that wait for news are cut off. */
  cutsWaiting = false;
  /** The requests that stood for a socket: when each came, and how long it would wait, s. */
  readonly exchanges: { at: number; wait: number }[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(gatewayPort: number): Promise<Proxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    const proxy = new Proxy(server, `http://localhost:${(server.address() as AddressInfo).port}`);
    server.on("request", (asked: IncomingMessage, answer: ServerResponse) => proxy.pass(gatewayPort, asked, answer));
    server.on("upgrade", (asked, socket, head) => {
      socket.on("error", () => socket.destroy());
      if (proxy.blocksSockets) {
        socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
        return;
      }
      const there = connect(gatewayPort, "localhost", () => {
        const headers = asked.rawHeaders.map((it, index) => it + (index % 2 === 0 ? ": " : "\r\n")).join("");
        there.write(`GET ${asked.url} HTTP/1.1\r\n${headers}\r\n`);
        there.write(head);
        there.pipe(socket).pipe(there);
      });
      there.on("error", () => socket.destroy());
      socket.on("close", () => there.destroy());
    });
    return proxy;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(port: number, asked: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(asked.url ?? "/", this.url);
    if (url.pathname === "/api/v1/sync") {
      const wait = Number(url.searchParams.get("wait"));
      this.exchanges.push({ at: Date.now(), wait });
      if (this.cutsWaiting && wait > 0) {
        answer.destroy();
        return;
      }
    }
    const there = request({ port, host: "localhost", method: asked.method, path: asked.url, headers: asked.headers });
    there.on("response", (found) => {
      answer.writeHead(found.statusCode ?? 502, found.headers);
      found.pipe(answer);
    });
    there.on("error", () => answer.destroy());
    answer.on("close", () => there.destroy());
    asked.pipe(there);
  }
}
