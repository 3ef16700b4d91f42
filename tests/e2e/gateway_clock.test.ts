// A machine whose clock is wrong by hours, as seen from here: an AWS whose clock is. It refuses
// signatures that are not of its time, as AWS does, and says in Date what its time is.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";

import type { APIError } from "openai";

import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";

const hours = -3;
let server: Server;
let asked = 0;

const amzTime = (text: string): number =>
  Date.parse(text.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));

function answer(request: IncomingMessage, response: ServerResponse): void {
  ++asked;
  const now = Date.now() + hours * 3_600_000;
  const signed = amzTime(String(request.headers["x-amz-date"]));
  response.setHeader("date", new Date(now).toUTCString());
  response.setHeader("content-type", "application/json");
  request.resume();
  if (Math.abs(signed - now) > 300_000) {
    response.statusCode = 403;
    response.setHeader("x-amzn-errortype", "InvalidSignatureException");
    response.end(`{"message":"Signature not yet current: it is another time here"}`);
    return;
  }
  const content = [{ text: "on time" }];
  response.end(
    JSON.stringify({
      output: { message: { role: "assistant", content } },
      stopReason: "end_turn",
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      metrics: { latencyMs: 1 },
    }),
  );
}

before(
  () =>
    new Promise<void>((resolve) => {
      server = createServer(answer).listen(0, "127.0.0.1", resolve);
    }),
);
after(() => server.close());

const start = (more: Record<string, string> = {}): Promise<Gateway> => {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  asked = 0;
  return Gateway.start({
    flags: ["--workers", "1"],
    environment: { ...ambientCredentials, AWS_ENDPOINT_URL: url, ...more },
  });
};

test("u12: a wrong clock costs one request more, once", async () => {
  const gateway = await start();
  try {
    for (let i = 0; i < 3; ++i) {
      const completion = await gateway.client().chat.completions.create(hello());
      assert.equal(completion.choices[0]!.message.content, "on time");
    }
    assert.equal(asked, 4);
  } finally {
    await gateway.stop();
  }
});

test("u12: and nothing is corrected where that is switched off", async () => {
  const gateway = await start({ AWS_DISABLE_CLOCK_SKEW_CORRECTION: "true" });
  try {
    const error = await gateway
      .client()
      .chat.completions.create(hello())
      .then(
        () => assert.fail("answered"),
        (reason: APIError) => reason,
      );
    assert.equal(error.status, 503);
    assert.equal(asked, 1);
  } finally {
    await gateway.stop();
  }
});
