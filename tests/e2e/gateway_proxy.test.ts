// Through a proxy: CONNECT, with and without a password, and past it.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { after, before, beforeEach, test } from "node:test";

import type { APIError } from "openai";

import { Certificate } from "./lib/certificate.ts";
import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { Simulator } from "./lib/simulator.ts";

// A host that is nowhere but behind the proxy. The certificate is for localhost, which no proxy is
// used for: so the proxy itself decides where the name leads.
const certificate = new Certificate("bedrock.test");
let simulator: Simulator;
let proxy: Server;
let seen: { target: string; authorization: string | undefined }[] = [];

function tunnel(request: IncomingMessage, client: Socket): void {
  const authorization = request.headers["proxy-authorization"];
  seen.push({ target: request.url!, authorization });
  if (request.url!.startsWith("forbidden.")) {
    client.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    return;
  }
  if (authorization !== undefined && authorization !== "Basic dXNlcjpwQHNz") {
    client.end("HTTP/1.1 407 Who\r\nproxy-authenticate: Basic\r\n\r\n");
    return;
  }
  const upstream = connect(Number(new URL(simulator.url).port), "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on("error", () => client.destroy());
  client.on("error", () => upstream.destroy());
}

before(async () => {
  simulator = await Simulator.startTls(certificate);
  proxy = createServer().on("connect", tunnel);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});
after(async () => {
  proxy.close();
  await simulator.stop();
  certificate.remove();
});
beforeEach(() => {
  seen = [];
});

async function ask(user: string, more: Record<string, string> = {}): Promise<Gateway> {
  const { port } = proxy.address() as AddressInfo;
  const gateway = await Gateway.start({
    environment: {
      ...ambientCredentials,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "https://bedrock.test:8443",
      AWS_CA_BUNDLE: certificate.certificate,
      HTTPS_PROXY: `http://${user}127.0.0.1:${port}`,
      ...more,
    },
  });
  try {
    await gateway.client().chat.completions.create(hello());
    return gateway;
  } finally {
    await gateway.stop();
  }
}

const refusal = (asked: Promise<unknown>): Promise<APIError> =>
  asked.then(
    () => assert.fail("answered"),
    (error: APIError) => error,
  );

test("u37: a proxy without a password", async () => {
  await ask("");
  assert.deepEqual(seen, [{ target: "bedrock.test:8443", authorization: undefined }]);
});

test("u37: a proxy with a password, which nobody else sees", async () => {
  const gateway = await ask("user:p%40ss@");
  assert.deepEqual(seen, [{ target: "bedrock.test:8443", authorization: "Basic dXNlcjpwQHNz" }]);
  assert.doesNotMatch(gateway.output, /p@ss|p%40ss|dXNlcjpwQHNz/);
});

test("u37: a proxy that wants another password, or does not let one through", async () => {
  const wrong = await refusal(ask("user:wrong@"));
  assert.equal(wrong.status, 502);
  assert.match(wrong.message, /407/);
  assert.doesNotMatch(wrong.message, /wrong@/);
  const forbidden = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "https://forbidden.test" };
  const refused = await refusal(ask("", forbidden));
  assert.match(refused.message, /refused to connect to forbidden\.test:443 \(403\)/);
});

test("u37: loopback is always reached directly", async () => {
  await ask("", { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: simulator.url });
  assert.equal(seen.length, 0);
});
