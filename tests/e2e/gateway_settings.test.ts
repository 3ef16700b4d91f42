// Settings that are not what they were meant to be: none of them opens the gateway, or fails later
// than at the start.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";

import { ambientCredentials, Gateway, hello } from "./lib/gateway.ts";
import { run } from "./lib/process.ts";
import { postJson } from "./lib/request.ts";
import { credentials, Simulator } from "./lib/simulator.ts";

const directory = mkdtempSync(join(tmpdir(), "gateway-e2e-"));
after(() => rmSync(directory, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

let simulator: Simulator;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());
beforeEach(() => simulator.reset());

const ask = (gateway: Gateway, headers: Record<string, string> = {}) =>
  postJson(`${gateway.url}/v1/chat/completions`, hello(), headers);

describe("O1: what is set to nothing does not count as not set", () => {
  const nothing = /set, but empty/;
  const cases: [string, string, Record<string, string>, RegExp][] = [
    ["no keys in a variable", "", { BEDROCK_GATEWAY_AUTH_KEYS: "" }, nothing],
    ["no name of a keys file", "", { BEDROCK_GATEWAY_AUTH_KEYS_FILE: "" }, nothing],
    ["an empty list of keys", "[auth]\nkeys = []\n", {}, nothing],
    ["an empty key", '[auth]\nkeys = [""]\n', {}, nothing],
    ["no authorities of clients", '[server]\ntls_client_ca = ""\n', {}, nothing],
    ["no residency", "[aws]\nresidency = []\n", {}, nothing],
    ["no name of the configuration", "", { BEDROCK_GATEWAY_CONFIG: "" }, nothing],
  ];
  for (const [what, toml, environment, message] of cases) {
    test(what, () => {
      const flags = toml ? ["--config", file("gateway.toml", toml)] : [];
      const ended = run(["--listen", "127.0.0.1:0", ...flags], {
        ...ambientCredentials,
        ...environment,
      });
      assert.equal(ended.status, 2, ended.stderr);
      assert.match(ended.stderr, message);
    });
  }

  test("O1: a keys file without keys does not open the gateway", () => {
    const keys = file("keys", "# all of them\n  # are gone\n");
    const toml = file("gateway.toml", `[auth]\nkeys_file = "${keys}"\n`);
    const ended = run(["--listen", "127.0.0.1:0", "--config", toml], ambientCredentials);
    assert.equal(ended.status, 2, ended.stderr);
    assert.match(ended.stderr, /gateway\.toml:2: auth\.keys_file: .*holds no key/);
  });

  test("O1: a keys file that is emptied before SIGHUP leaves the old keys in force", async () => {
    const keys = file("keys", "the-old-key\n");
    const config = `auth.keys_file = "${keys}"\n`;
    const gateway = await Gateway.start({ simulator, config });
    try {
      assert.equal((await ask(gateway)).status, 401);
      for (const emptied of ["", "# nobody\n"]) {
        writeFileSync(keys, emptied);
        const told = gateway.output.length;
        gateway.reconfigure(config);
        await gateway.prints(new RegExp(`^[^]{${told}}[^]*was not reloaded`));
        assert.match(gateway.output.slice(told), /holds no key/);
        assert.equal((await ask(gateway)).status, 401);
        assert.equal((await ask(gateway, { "x-api-key": "the-old-key" })).status, 200);
      }
      gateway.reconfigure("");
      await gateway.prints(/gateway\.toml' is empty/);
      assert.equal((await ask(gateway)).status, 401);
    } finally {
      await gateway.stop();
    }
  });
});

describe("O11: --check-config refuses what would not start", () => {
  const nothing = file("nothing.pem", "no certificate\n");
  const cases: [string, string, Record<string, string>, RegExp][] = [
    [
      "a certificate that is not there",
      '[server]\ntls_certificate = "/nonexistent.pem"\ntls_key = "/nonexistent.pem"\n',
      {},
      /gateway\.toml:2: server\.tls_certificate: .*nonexistent/,
    ],
    [
      "a client's certificate that is not there",
      `[upstream]\nclient_certificate = "${nothing}"\nclient_key = "${nothing}"\n`,
      {},
      /gateway\.toml:2: upstream\.client_certificate: .*nothing\.pem/,
    ],
    [
      "a CA bundle without certificates",
      `[aws]\nca_bundle = "${nothing}"\n`,
      {},
      /gateway\.toml:2: aws\.ca_bundle: .*nothing\.pem/,
    ],
    [
      "a CA bundle without certificates, of a variable",
      "strict = true\n",
      { AWS_CA_BUNDLE: nothing },
      /AWS_CA_BUNDLE: aws\.ca_bundle: /,
    ],
    [
      "a bad proxy",
      '[upstream]\nproxy = "http://proxy:none"\n',
      {},
      /gateway\.toml:2: upstream\.proxy: .*port/,
    ],
    ["no room for a body", '[server]\nmax_body = "0"\n', {}, /gateway\.toml:2: server\.max_body/],
    ["no address", '[server]\nlisten = "nowhere"\n', {}, /gateway\.toml:2: server\.listen/],
    [
      "a URL beside FIPS",
      '[aws]\nendpoint = "https://bedrock.example.com"\n',
      { AWS_USE_FIPS_ENDPOINT: "true" },
      /gateway\.toml:2: aws\.endpoint: .*FIPS/,
    ],
  ];
  for (const [what, toml, environment, message] of cases) {
    test(`O11: ${what}`, () => {
      const flags = ["--config", file("gateway.toml", toml)];
      for (const more of [["--check-config"], []]) {
        const ended = run([...flags, ...more], environment);
        assert.equal(ended.status, 2, ended.stderr);
        assert.match(ended.stderr, message);
        assert.equal(ended.stderr.trim().split("\n").length, 1, ended.stderr);
      }
    });
  }
});

describe("O3: white space around a credential", () => {
  const pair = {
    AWS_ACCESS_KEY_ID: `${credentials.accessKeyId}\n`,
    AWS_SECRET_ACCESS_KEY: `${credentials.secretAccessKey}\r\n`,
  };

  test("O3: is left out, and a warning names the variable", async () => {
    const gateway = await Gateway.start({ simulator, environment: pair });
    try {
      assert.match(gateway.output, /AWS_ACCESS_KEY_ID: white space/);
      assert.match(gateway.output, /AWS_SECRET_ACCESS_KEY: white space/);
      assert.equal((await ask(gateway)).status, 200);
    } finally {
      await gateway.stop();
    }
  });

  test("O3: inside of one it is an error that names it", () => {
    const ended = run(["--check-config"], { ...pair, AWS_SECRET_ACCESS_KEY: "CANARY CANARY" });
    assert.equal(ended.status, 2);
    assert.match(ended.stderr, /AWS_SECRET_ACCESS_KEY: .*without blanks and line ends/);
    assert.doesNotMatch(ended.stderr, /CANARY/);
  });

  test("O3: of a gateway key does not keep the key from being right", async () => {
    const environment = { ...ambientCredentials, BEDROCK_GATEWAY_AUTH_KEYS: " the-key\n" };
    const gateway = await Gateway.start({ simulator, environment });
    try {
      assert.equal((await ask(gateway, { authorization: "Bearer the-key" })).status, 200);
    } finally {
      await gateway.stop();
    }
  });
});
