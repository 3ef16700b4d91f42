// An HTTP proxy on the loopback, for CONNECT (RFC 9110 section 9.3.6).
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, type Socket } from "node:net";

// `answer` refuses the client, or lets it through by tunnel().
export async function startProxy(
  answer: (request: IncomingMessage, client: Socket) => void,
): Promise<Server> {
  const proxy = createServer().on("connect", answer);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return proxy;
}

// To the server at `url`, whatever host the client has named; after `delay` milliseconds.
export function tunnel(client: Socket, url: string, delay = 0): void {
  const upstream = connect(Number(new URL(url).port), "127.0.0.1", () => {
    setTimeout(() => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    }, delay);
  });
  upstream.on("error", () => client.destroy());
  client.on("error", () => upstream.destroy());
}
