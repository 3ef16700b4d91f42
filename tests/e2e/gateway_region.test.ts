// The region "auto": the nearest of those that are allowed, by measurement. The regions are behind a
// proxy that makes some of them far.
import assert from "node:assert/strict";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { after, before, beforeEach, test } from "node:test";

import { Certificate } from "./lib/certificate.ts";
import { startProxy, tunnel } from "./lib/connect_proxy.ts";
import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { Simulator } from "./lib/simulator.ts";

const certificate = new Certificate("*.us-east-1.amazonaws.com", "*.eu-west-1.amazonaws.com");
let simulator: Simulator;
let proxy: Server;
let far: Record<string, number> = {}; // milliseconds, by region
let down: string[] = [];

function answer(request: IncomingMessage, client: Socket): void {
  const region = request.url!.split(".")[1]!;
  if (down.includes(region)) {
    client.end("HTTP/1.1 502 Down\r\ncontent-length: 0\r\n\r\n");
    return;
  }
  tunnel(client, simulator.url, far[region]);
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
beforeEach(async () => {
  await simulator.reset();
  far = {};
  down = [];
});

const config = (...regions: string[]): string => `[aws]\nregions = ${JSON.stringify(regions)}\n`;

async function start(settings: string): Promise<Gateway> {
  const { port } = proxy.address() as AddressInfo;
  return Gateway.start({
    config: settings,
    flags: ["--region", "auto"],
    environment: {
      ...ambientCredentials,
      AWS_CA_BUNDLE: certificate.certificate,
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    },
  });
}

// The region for which a request is signed.
async function regionOf(gateway: Gateway): Promise<string> {
  await gateway.client().chat.completions.create(hello());
  const { headers } = (await simulator.requests()).at(-1)!;
  return headers.host!.split(".")[1]!;
}

test("the nearest is used, and the log says why", async () => {
  far = { "us-east-1": 1500 };
  const gateway = await start(config("us-east-1", "eu-west-1"));
  assert.match(
    gateway.output,
    /AWS region eu-west-1, the nearest of: eu-west-1 [\d.]+ ms, us-east-1 1[\d.]+ ms/,
  );
  assert.equal(await regionOf(gateway), "eu-west-1");
  // Once chosen it stays, also when another would be nearer by now; unless it may not.
  far = { "eu-west-1": 1500 };
  gateway.reconfigure(config("us-east-1", "eu-west-1"));
  await gateway.prints(/was reloaded/);
  assert.equal(await regionOf(gateway), "eu-west-1");
  gateway.reconfigure(config("us-east-1"));
  await eventually("another region", async () => (await regionOf(gateway)) === "us-east-1");
  await gateway.stop();
});

test("what is out of reach is no choice, and if nothing is in reach it is the first", async () => {
  down = ["us-east-1"];
  const one = await start(config("us-east-1", "eu-west-1"));
  assert.match(one.output, /AWS region eu-west-1, the nearest of: .*us-east-1: .*refused/);
  assert.equal(await regionOf(one), "eu-west-1");
  await one.stop();
  down = ["us-east-1", "eu-west-1"];
  const none = await start(config("us-east-1", "eu-west-1"));
  assert.match(none.output, /AWS region us-east-1, the first of the allowed ones, as none can/);
  await none.stop();
});

test("without allowed regions it is an error", () =>
  assert.rejects(start(""), /aws\.regions: it is missing/));
