// SIGHUP: the configuration read again while requests run.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { echo, Simulator } from "./lib/simulator.ts";

let simulator: Simulator;
let gateway: Gateway;
before(async () => {
  simulator = await Simulator.start();
});
after(() => simulator.stop());
beforeEach(async (context) => {
  await simulator.reset();
  gateway = await Gateway.start({ simulator, flags: ["--workers", "2"] });
  (context as { after(f: () => Promise<void>): void }).after(() => gateway.stop());
});

async function dropped(extra: object): Promise<string | null> {
  const body = { ...hello(), ...extra };
  const { response } = await gateway.client().chat.completions.create(body).withResponse();
  return response.headers.get("x-gateway-dropped-params");
}

test("rules and settings hold for the requests that come after it", async () => {
  assert.equal(await dropped({ temperature: 0.5 }), null);
  gateway.reconfigure(`[[model]]\npattern = "${claude}"\nsampling = "none"\n`);
  await eventually("the model's new rules", async () => {
    return (await dropped({ temperature: 0.5 })) === "temperature";
  });
  gateway.reconfigure("strict = true\n");
  await eventually("strictness", async () => {
    return dropped({ seed: 7 }).then(() => false, (error) => error.status === 400);
  });
  assert.equal(await dropped({ temperature: 0.5 }), null);
});

test("running requests are not disturbed", async () => {
  await simulator.fault({ delay_ms: { events: 30 }, answer: { text: "word ".repeat(40).trim() } });
  const stream = await gateway.client().chat.completions.create({ ...hello(), stream: true });
  gateway.reconfigure("strict = true\n");
  await gateway.prints(/was reloaded/);
  assert.equal(await textOf(stream), "word ".repeat(40).trim());
});

test("a bad configuration changes nothing, and the log says why", async () => {
  gateway.reconfigure('strikt = true\n[server]\nmax_body = "much"\n');
  await gateway.prints(/was not reloaded/);
  assert.match(gateway.output, /gateway\.toml:1: unknown key 'strikt'/);
  assert.match(gateway.output, /server\.max_body/);
  const { choices } = await gateway.client().chat.completions.create(hello());
  assert.equal(choices[0]!.message.content, echo(claude, "Hello!"));
});

test("what takes a restart is named", async () => {
  gateway.reconfigure(
    '[server]\nlisten = "127.0.0.1:1"\nhead_timeout = "5s"\nmax_body = "1KiB"\n' +
      '[upstream]\nproxy = "http://user:CANARY@proxy:1"\nno_proxy = ["a"]\n' +
      '[reasoning]\nmemory_time = "5m"\n',
  );
  await gateway.prints(/was reloaded/);
  // But for server.listen, which stands in the flags.
  const named = gateway.output.match(/[a-z_.]+(?= has changed; that takes a restart)/g);
  assert.deepEqual(named, [
    "server.head_timeout",
    "upstream.proxy",
    "upstream.no_proxy",
    "reasoning.memory_time",
  ]);
  assert.doesNotMatch(gateway.output, /CANARY/);
  const long = { model: claude, messages: [{ role: "user" as const, content: "x".repeat(2000) }] };
  await eventually("the new limit", async () => {
    const call = gateway.client().chat.completions.create(long);
    return call.then(() => false, (error) => error.status === 413);
  });
});
