// TLS towards clients: the official client over https, certificates that are renewed under open
// streams, and clients that have to show one of their own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import tls from "node:tls";

import { Certificate } from "./lib/certificate.ts";
import { claude, Gateway, type GatewayOptions, hello, textOf } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { exchange, statusOf } from "./lib/raw.ts";
import { request, type RequestOptions } from "./lib/request.ts";
import { echo, Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
let certificate: Certificate;
let gateway: Gateway;

const settings = (more = ""): string =>
  `[server]\ntls_certificate = "${certificate.certificate}"\ntls_key = "${certificate.key}"\n${more}`;

async function start(config = settings(), more: GatewayOptions = {}): Promise<void> {
  gateway = await Gateway.start({ simulator, config, flags: ["--workers", "2"], ...more });
}

// What a client is shown.
const shown = (options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> => {
  const { port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const all = { host: "127.0.0.1", port: Number(port), rejectUnauthorized: false, ...options };
    const socket = tls.connect(all, () => resolve(socket));
    socket.on("error", reject).resume();
  });
};
async function fingerprint(): Promise<string> {
  const socket = await shown();
  const { fingerprint256 } = socket.getPeerX509Certificate()!;
  socket.destroy();
  return fingerprint256;
}

before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  certificate = new Certificate();
  tls.setDefaultCACertificates([readFileSync(certificate.certificate, "utf8")]);
});
afterEach(async () => {
  await gateway.stop();
  certificate.remove();
});

test("u37: the official client over https, whole and streamed", async () => {
  await start();
  assert.match(gateway.url, /^https:/);
  assert.match(gateway.output, /TLS with the certificate .*certificate\.pem, good until \d{4}-/);
  const client = gateway.client();
  const whole = await client.chat.completions.create(hello());
  assert.equal(whole.choices[0]!.message.content, echo(claude, "Hello!"));
  const stream = await client.chat.completions.create({ ...hello(), stream: true });
  assert.equal(await textOf(stream), echo(claude, "Hello!"));
  const large = { role: "user" as const, content: "x".repeat(3_000_000) };
  const answer = await client.chat.completions.create({ model: claude, messages: [large] });
  assert.equal(answer.choices[0]!.finish_reason, "stop");
});

test("TLS 1.2 and 1.3, and nothing older", async () => {
  await start();
  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    const socket = await shown({ minVersion: version, maxVersion: version });
    assert.equal(socket.getProtocol(), version);
    socket.destroy();
  }
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
  await assert.rejects(shown(old), /alert|version/i);
});

test("a session is continued by whichever worker gets the next connection", async () => {
  await start();
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    const first = await shown({ maxVersion });
    if (maxVersion === "TLSv1.3") await once(first, "session");
    const options = { maxVersion, session: first.getSession()! };
    first.destroy();
    for (let i = 0; i < 8; ++i) {
      const next = await shown(options);
      assert.ok(next.isSessionReused(), `${maxVersion}, connection ${i}`);
      next.destroy();
    }
  }
});

test("a client that speaks plain HTTP is told so in plain HTTP", async () => {
  await start();
  const answer = await exchange(gateway.url, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
  assert.equal(statusOf(answer), 400);
  assert.match(answer, /use https/);
  assert.equal((await request(`${gateway.url}/healthz`, { ca: certificate.certificate })).status, 200);
});

describe("renewal", () => {
  const open = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        gateway.client().chat.completions.create({ ...hello(), stream: true }),
      ),
    );

  for (const [how, nudge] of [
    ["SIGHUP", () => process.kill(gateway.pid, "SIGHUP")],
    ["the change of the files", () => undefined],
  ] as const) {
    test(`by ${how}, and open streams go on`, async () => {
      await start();
      const text = "word ".repeat(60).trim();
      await simulator.fault({ delay_ms: { events: 100 }, answer: { text, deltas: 60 } });
      const streams = await open(6);
      const texts = streams.map(textOf);
      const before = await fingerprint();
      const next = new Certificate();
      next.replace(certificate);
      nudge();
      await eventually("the new certificate", async () => (await fingerprint()) !== before);
      assert.equal((await simulator.stats()).active, 6, "the streams are still open");
      assert.deepEqual(await Promise.all(texts), Array(6).fill(text));
      assert.equal((await simulator.stats()).aborted, 0);
      next.remove();
    });
  }

  test("with files that cannot be used keeps the old certificate, and says why", async () => {
    await start();
    const before = await fingerprint();
    const next = new Certificate();
    const bad: [string, () => void, RegExp][] = [
      [
        "another key",
        () => writeFileSync(certificate.key, readFileSync(next.key)),
        /cannot load the key .*mismatch/,
      ],
      [
        "no certificate",
        () => writeFileSync(certificate.certificate, "nothing"),
        /cannot load the certificate/,
      ],
    ];
    for (const [what, spoil, message] of bad) {
      spoil();
      await gateway.prints(message);
      process.kill(gateway.pid, "SIGHUP");
      await gateway.prints(/was not reloaded/);
      assert.equal(await fingerprint(), before, what);
    }
    next.replace(certificate);
    await eventually("the whole pair", async () => (await fingerprint()) !== before);
    next.remove();
  });
});

describe("clients with certificates", () => {
  test("only those of the authority are served, and nobody needs a key then", async () => {
    const client = new Certificate("client");
    const stranger = new Certificate("stranger");
    const guarded = settings(`tls_client_ca = "${client.certificate}"\n[log]\nlevel = "debug"\n`);
    await start(guarded, { listen: "0.0.0.0:0" });
    const url = `https://127.0.0.1:${new URL(gateway.url).port}/healthz`;
    const ask = (identity?: Certificate) => {
      const options: RequestOptions = { ca: certificate.certificate };
      return request(url, identity ? { ...options, identity } : options);
    };
    assert.equal((await ask(client)).status, 200);
    await assert.rejects(ask());
    await assert.rejects(ask(stranger));
    await gateway.prints(/did not return a certificate/);
    await gateway.prints(/certificate verify failed/);
    assert.equal((await ask(client)).status, 200);
    client.remove();
    stranger.remove();
  });
});

test("settings that would leave TLS out by mistake, or have no usable files, are refused", async () => {
  await start();
  const key = `tls_key = "${certificate.key}"\n`;
  const path = `tls_certificate = "${certificate.certificate}"\n`;
  const cases: [string, RegExp][] = [
    [key, /server\.tls_certificate: it is missing/],
    [path, /server\.tls_key: it is missing/],
    [`tls_client_ca = "${certificate.certificate}"\n`, /server\.tls_certificate: it is missing/],
    [`${path}tls_key = "/no/key.pem"\n`, /cannot load the key \/no\/key\.pem: no such file/],
    [`${path}tls_key = "${certificate.certificate}"\n`, /cannot load the key/],
    [`${path}${key}tls_client_ca = "/no/ca.pem"\n`, /cannot load the client CA \/no\/ca\.pem/],
  ];
  for (const [lines, message] of cases) {
    await assert.rejects(Gateway.start({ simulator, config: `[server]\n${lines}` }), message, lines);
  }
});
