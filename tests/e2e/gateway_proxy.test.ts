// Through a proxy: CONNECT, with and without a password, with TLS to it, and past it; and client
// certificates for those who ask.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { IncomingMessage, Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";

import type { APIError } from "openai";

import { Certificate } from "./lib/certificate.ts";
import { startProxy, tunnel } from "./lib/connect_proxy.ts";
import { ambientCredentials, claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { echo, Simulator } from "./lib/simulator.ts";

// A host that is nowhere but behind the proxy. The certificate is for localhost, which no proxy is
// used for: so the proxy itself decides where the name leads.
const certificate = new Certificate("bedrock.test");
let simulator: Simulator;
let proxy: Server;
let seen: { target: string; authorization: string | undefined }[] = [];

function answer(request: IncomingMessage, client: Socket): void {
  const authorization = request.headers["proxy-authorization"];
  seen.push({ target: request.url!, authorization });
  if (request.url!.startsWith("forbidden.")) {
    client.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    return;
  }
  if (request.url!.startsWith("explained.")) {
    const page = "Blocked by policy 7";
    client.write(`HTTP/1.1 403 Forbidden\r\ncontent-length: ${page.length}\r\n\r\n`);
    setTimeout(() => client.write(page), 50); // and it keeps the connection
    return;
  }
  if (authorization !== undefined && authorization !== "Basic dXNlcjpwQHNz") {
    client.end("HTTP/1.1 407 Who\r\nproxy-authenticate: Basic\r\n\r\nAsk the help desk.");
    return;
  }
  tunnel(client, simulator.url);
}

before(async () => {
  simulator = await Simulator.startTls(certificate);
  proxy = await startProxy(answer);
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
  assert.match(refused.message, /refused to connect to forbidden\.test:443 \(403 Forbidden\)/);
});

test("O4: what a proxy says to its refusal is told", async () => {
  const wrong = await refusal(ask("user:wrong@"));
  assert.match(wrong.message, /wants a user and password \(407 Who: Ask the help desk\.\)/);
  const explained = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "https://explained.test" };
  const refused = await refusal(ask("", explained));
  assert.match(refused.message, /explained\.test:443 \(403 Forbidden: Blocked by policy 7\)/);
});

test("u37: loopback is always reached directly", async () => {
  await ask("", { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: simulator.url });
  assert.equal(seen.length, 0);
});

describe("u37: with TLS", () => {
  const client = new Certificate("client");
  after(() => client.remove());

  // A proxy that is spoken to by TLS, and uses of it.
  async function withTlsProxy(
    options: ServerOptions,
    use: (environment: Record<string, string>) => Promise<void>,
  ): Promise<void> {
    const server = createTlsServer({
      cert: readFileSync(certificate.certificate),
      key: readFileSync(certificate.key),
      ...options,
    });
    server.on("connect", answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await use({
        ...ambientCredentials,
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "https://bedrock.test:8443",
        AWS_CA_BUNDLE: certificate.certificate,
        HTTPS_PROXY: `https://user:p%40ss@localhost:${port}`,
      });
    } finally {
      server.close();
    }
  }
  async function withGateway(
    environment: Record<string, string>,
    config: string,
    use: (gateway: Gateway) => Promise<void>,
  ): Promise<void> {
    const gateway = await Gateway.start({ environment, config });
    try {
      await use(gateway);
    } finally {
      await gateway.stop();
    }
  }
  const shownByGateway =
    `[upstream]\nclient_certificate = "${client.certificate}"\nclient_key = "${client.key}"\n`;

  test("to the proxy, and inside of it to Bedrock: whole, streamed, large", () =>
    withTlsProxy({}, (environment) =>
      withGateway(environment, "", async (gateway) => {
        const { completions } = gateway.client().chat;
        const whole = await completions.create(hello());
        assert.equal(whole.choices[0]!.message.content, echo(claude, "Hello!"));
        const stream = await completions.create({ ...hello(), stream: true });
        assert.equal(await textOf(stream), echo(claude, "Hello!"));
        const content = "x".repeat(3_000_000);
        const messages = [{ role: "user" as const, content }];
        const large = await completions.create({ model: claude, messages });
        assert.equal(large.choices[0]!.message.content, echo(claude, content));
        await Promise.all(Array.from({ length: 20 }, () => completions.create(hello())));
        assert.ok(seen.length <= 21, "connections through the proxy are kept");
        assert.equal(seen[0]!.authorization, "Basic dXNlcjpwQHNz");
      }),
    ));

  test("to a proxy that asks for a client certificate", async () => {
    const options = { requestCert: true, ca: readFileSync(client.certificate) };
    await withTlsProxy(options, async (environment) => {
      await withGateway(environment, shownByGateway, async (gateway) => {
        await gateway.client().chat.completions.create(hello());
      });
      await withGateway(environment, "", async (gateway) => {
        const error = await refusal(gateway.client().chat.completions.create(hello()));
        assert.equal(error.status, 502);
        assert.match(error.message, /the proxy localhost:\d+: .*certificate required/);
      });
    });
  });

  test("to a proxy that nobody trusts", () => {
    const other = new Certificate("other");
    const options = { cert: readFileSync(other.certificate), key: readFileSync(other.key) };
    return withTlsProxy(options, (environment) =>
      withGateway(environment, "", async (gateway) => {
        const error = await refusal(gateway.client().chat.completions.create(hello()));
        assert.match(error.message, /the proxy localhost:\d+: .*certificate verify failed/);
        other.remove();
      }),
    );
  });

  test("to an endpoint that asks for a client certificate", async () => {
    const guarded = await Simulator.startTls(certificate, "--tls-client-ca", client.certificate);
    const environment = {
      ...ambientCredentials,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: guarded.url,
      AWS_CA_BUNDLE: certificate.certificate,
    };
    await withGateway(environment, shownByGateway, async (gateway) => {
      await gateway.client().chat.completions.create(hello());
    });
    await withGateway(environment, "", async (gateway) => {
      const error = await refusal(gateway.client().chat.completions.create(hello()));
      assert.equal(error.status, 502);
      assert.match(error.message, /certificate required/);
    });
    await guarded.stop();
  });
});
