// Answers of somebody on the way to Bedrock: a proxy, a firewall, a captive portal.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, afterEach, before, test } from "node:test";

import { ambientCredentials, claude, Gateway, hello } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";
import { Simulator } from "./lib/simulator.ts";

let answer = { status: 403, headers: {} as Record<string, string>, body: "" };
let between: Server;
let simulator: Simulator;
let gateway: Gateway;

before(async () => {
  simulator = await Simulator.start();
  between = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const { port } = between.address() as { port: number };
  const target = (url: string, order: number) =>
    `[[route.targets]]\nmodel = "eu-west-1/${claude}"\nendpoint = "${url}"\norder = ${order}\n`;
  const route = (name: string, ...urls: string[]) =>
    `[[route]]\nname = "${name}"\n${urls.map((url, at) => target(url, at + 1)).join("")}`;
  const foreign = `http://127.0.0.1:${port}`;
  gateway = await Gateway.start({
    environment: ambientCredentials,
    config: route("alone", foreign) + route("helped", foreign, simulator.url),
  });
});
after(async () => {
  between.close();
  await gateway.stop();
  await simulator.stop();
});
afterEach(() => simulator.reset());

const ask = (model: string, stream: boolean) =>
  postJson(`${gateway.url}/v1/chat/completions`, { ...hello(model), stream });

const html = { "content-type": "text/html" };
const cases: [string, typeof answer][] = [
  ["a firewall's page", { status: 403, headers: html, body: "<html>Forbidden</html>" }],
  ["a web server's page", { status: 404, headers: html, body: "<h1>Not Found</h1>" }],
  [
    "a proxy that wants a password",
    { status: 407, headers: { "proxy-authenticate": "Basic" }, body: "Who are you?" },
  ],
  ["a portal that wants a login", { status: 401, headers: html, body: "<form>" }],
  ["a redirection", { status: 302, headers: { location: "http://portal.example/" }, body: "" }],
  [
    "another gateway's JSON",
    { status: 400, headers: { "content-type": "application/json" }, body: '{"error":"denied"}' },
  ],
  ["nothing but a status", { status: 451, headers: {}, body: "" }],
];

for (const [what, given] of cases) {
  for (const stream of [false, true]) {
    test(`O5: ${what} is not Bedrock's answer, ${stream ? "streamed" : "whole"}`, async () => {
      answer = given;
      const alone = await ask("alone", stream);
      assert.equal(alone.status, 502, alone.body);
      const { error } = JSON.parse(alone.body);
      assert.equal(error.code, "upstream_invalid_response");
      assert.match(error.message, new RegExp(`Status ${given.status} .*not from Bedrock`));
      assert.doesNotMatch(error.message, /IAM|not available|credentials/);

      const helped = await ask("helped", stream);
      assert.equal(helped.status, 200, helped.body);
    });
  }
}

test("O5: an error in one of AWS's forms is Bedrock's, whoever passes it on", async () => {
  const message = "User is not authorized";
  for (const [headers, body] of [
    [{ "x-amzn-errortype": "AccessDeniedException" }, ""],
    [{ "x-amzn-requestid": "11111111-2222-4333-8444-555555555555" }, ""],
    [{}, JSON.stringify({ Message: message })],
    [{}, JSON.stringify({ __type: "AccessDeniedException", message })],
  ] as const) {
    answer = { status: 403, headers, body };
    const alone = await ask("alone", false);
    assert.equal(alone.status, 403, alone.body);
    assert.equal(JSON.parse(alone.body).error.code, "access_denied");
  }
});
