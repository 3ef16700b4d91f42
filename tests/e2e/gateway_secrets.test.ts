// No secret is ever told: not in the log at its most verbose, not in an error, not in the process
// list, whatever goes wrong.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { Gateway, hello } from "./lib/gateway.ts";
import { type Answer, postJson, request } from "./lib/request.ts";
import { credentials, Simulator } from "./lib/simulator.ts";
import { common, Home, pair, role } from "./lib/sources.ts";

const canary = {
  gatewayKey: "CANARY-gateway-key-4711",
  secret: "CANARY/secret+access+key+4711",
  token: "CANARY-session-token-4711",
  apiKey: "bedrock-api-key-CANARY4711",
  longKey: "ABSKCANARY4711",
  wrongKey: "CANARY-wrong-gateway-key",
  webIdentity: "CANARY-web-identity-token",
  prompt: "CANARY-prompt-4711",
};
const secrets = [...Object.values(canary), credentials.secretAccessKey];

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());

const verbose = `log.level = "debug"\nauth.keys = ["${canary.gatewayKey}"]\n`;

// Every way in which a request can end.
async function provoke(gateway: Gateway): Promise<Answer[]> {
  const url = `${gateway.url}/v1/chat/completions`;
  const key = { "x-api-key": canary.gatewayKey };
  const own = {
    ...key,
    "x-aws-access-key-id": "AKIDOFNOBODY",
    "x-aws-secret-access-key": canary.secret,
    "x-aws-session-token": canary.token,
  };
  const body = { ...hello(), messages: [{ role: "user", content: canary.prompt }] };
  const answers: Answer[] = [];
  const send = async (headers: Record<string, string>, what: unknown = body) => {
    answers.push(await postJson(url, what, headers));
  };
  await send(key);
  await send(own);
  await send({ authorization: `Bearer ${canary.wrongKey}` });
  await send({ authorization: `Bearer ${canary.gatewayKey}` });
  await send({ ...key, authorization: `Bearer ${canary.apiKey}` });
  await send({ ...key, authorization: `Bearer ${canary.longKey}` });
  await send({ ...key, "x-aws-bearer-token": canary.apiKey });
  await send({ ...own, "x-aws-bearer-token": canary.apiKey });
  await send({ ...key, "x-aws-session-token": canary.token });
  await send({ ...own, "x-aws-region": "no/region" });
  await send({ ...own, "content-type": "text/plain" });
  await send(own, `{"model": 1, "${canary.prompt}": `);
  await send(own, { ...body, model: "a/b/c" });
  // AWS explains a wrong signature by what was signed, the session token included.
  const message =
    "The request signature we calculated does not match. The Canonical String for this request " +
    `should have been 'POST\nx-amz-security-token:${canary.token}'`;
  await simulator.fault({ error: { code: "InvalidSignatureException", message, status: 403 } });
  await send(own);
  await simulator.fault({ cut: { how: "reset", at_byte: 10 } });
  await send(own);
  await simulator.fault({ garbage: "no HTTP" });
  await send(own);
  await simulator.reset();
  answers.push(await request(`${gateway.url}/v1/unknown?x=${canary.prompt}`, { headers: key }));
  return answers;
}

function expectSilence(text: string, where: string): void {
  // The client's own words may come back to it; nothing secret does.
  for (const secret of secrets) {
    if (where === "an answer" && secret === canary.prompt) continue;
    assert.ok(!text.includes(secret), `${secret} in ${where}: ${text}`);
  }
}

const withGateway = async (
  environment: Record<string, string>,
  use: (gateway: Gateway) => Promise<void>,
) => {
  const gateway = await Gateway.start({ simulator, config: verbose, environment });
  try {
    const arguments_ = readFileSync(`/proc/${gateway.pid}/cmdline`, "utf8");
    expectSilence(arguments_, "the arguments");
    await use(gateway);
  } finally {
    await gateway.stop();
    expectSilence(gateway.output, "the log");
  }
};

const cases: [string, (home: Home) => Record<string, string>][] = [
  [
    "keys in the environment",
    () => ({
      AWS_ACCESS_KEY_ID: "AKIDOFNOBODY",
      AWS_SECRET_ACCESS_KEY: canary.secret,
      AWS_SESSION_TOKEN: canary.token,
    }),
  ],
  ["an API key in the environment", () => ({ AWS_BEARER_TOKEN_BEDROCK: canary.apiKey })],
  [
    "a program that prints them with a mistake",
    (home) => {
      const wrong = `{"Version":1,"SecretAccessKey":"${canary.secret}"}`;
      const program = home.write("helper.sh", `echo '${wrong}'\n`);
      home.config(`[default]\ncredential_process = sh ${program}\n`);
      return { PATH: process.env.PATH! };
    },
  ],
  [
    "a web identity that STS refuses",
    (home) => ({
      AWS_WEB_IDENTITY_TOKEN_FILE: home.write("token", canary.webIdentity),
      AWS_ROLE_ARN: role,
    }),
  ],
  [
    "a role of a profile",
    (home) => {
      home.credentials(`[base]\n${pair}`);
      home.config(`[default]\nrole_arn = ${role}\nsource_profile = base\n`);
      return {};
    },
  ],
];

for (const [what, prepare] of cases) {
  test(`u26: ${what}`, async () => {
    const home = new Home();
    const environment = { ...common(home, simulator), ...prepare(home) };
    await withGateway(environment, async (gateway) => {
      const answers = await provoke(gateway);
      assert.ok(answers.length > 10);
      for (const answer of answers) {
        expectSilence(JSON.stringify(answer.headers) + answer.body, "an answer");
        // What was issued is a secret, too.
        assert.doesNotMatch(answer.body, /SIMULATED-SESSION-TOKEN/);
      }
      await gateway.prints(new RegExp(String(answers.at(-1)!.headers["x-request-id"])));
      assert.doesNotMatch(gateway.output, /SIMULATED-SESSION-TOKEN/);
    });
    home.remove();
  });
}
