// Connections to Bedrock that are kept for the next request (U46).
import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";

const said = (text: string): string =>
  JSON.stringify({
    output: { message: { role: "assistant", content: [{ text }] } },
    stopReason: "end_turn",
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    metrics: { latencyMs: 1 },
  });

// One answer for each request, and behind it what nobody has asked for, when the connection is idle.
async function serveWithMore(more: string): Promise<Server> {
  const body = said("right");
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      if (!bytes.toString().endsWith("}")) return; // the request's head
      socket.write(head + body);
      setTimeout(() => socket.write(more), 20);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

describe("u46: unasked, on a connection that waits for its next request", () => {
  const wrong = said("wrong");
  for (const [name, more] of [
    ["another answer", `HTTP/1.1 200 OK\r\ncontent-length: ${wrong.length}\r\n\r\n${wrong}`],
    ["a balancer's 408", "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"],
  ] as const) {
    test(name, async () => {
      const upstream = await serveWithMore(more);
      const { port } = upstream.address() as AddressInfo;
      const environment = {
        ...ambientCredentials,
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://127.0.0.1:${port}`,
      };
      const flags = ["--workers", "1"];
      const idle = await Gateway.start({ environment, flags, config: "[retry]\nattempts = 1" });
      try {
        for (let i = 0; i < 12; ++i) {
          // Each on a connection of its own: the gateway's event loop has nothing else to wait for.
          const answer = await postJson(`${idle.url}/v1/chat/completions`, hello());
          assert.equal(answer.status, 200, answer.body);
          assert.equal(JSON.parse(answer.body).choices[0].message.content, "right");
          await delay(60);
        }
      } finally {
        await idle.stop();
        upstream.close();
      }
    });
  }
});
