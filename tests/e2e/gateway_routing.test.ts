// Several targets behind one name: who serves when one of them fails, who stays where, and who is
// never asked (U34). Each simulator stands for a region.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";

import { ambientCredentials, claude, Gateway, hello, textOf } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { type Answer, postJson } from "./lib/request.ts";
import { echo, type Fault, Simulator } from "./lib/simulator.ts";

const nova = "amazon.nova-lite-v1:0";
const frankfurt = await Simulator.start();
const ireland = await Simulator.start();
const all = [frankfurt, ireland];
after(() => Promise.all(all.map((simulator) => simulator.stop())));
beforeEach(() => Promise.all(all.map((simulator) => simulator.reset())));

const atFrankfurt = `eu-central-1/${claude}`;
const atIreland = `eu-west-1/${claude}`;

const target = (model: string, simulator: Simulator, more = ""): string =>
  `[[route.targets]]\nmodel = "${model}"\nendpoint = "${simulator.url}"\n${more}\n`;
const route = (name: string, ...lines: string[]): string =>
  `[[route]]\nname = "${name}"\n${lines.join("")}`;
// The first serves, and the other one when it cannot.
const inOrder = (name: string): string =>
  route(name, target(atFrankfurt, frankfurt), target(atIreland, ireland, "order = 2"));

const url = (gateway: Gateway) => `${gateway.url}/v1/chat/completions`;
const ask = (gateway: Gateway, more: object = {}, headers = {}): Promise<Answer> =>
  postJson(url(gateway), { ...hello("sonnet"), ...more }, headers);
const count = async (simulator: Simulator) => (await simulator.requests()).length;
const targetOf = (answer: Answer) => answer.headers["x-gateway-target"];

// One worker: each learns for itself.
async function withGateway(
  config: string,
  run: (gateway: Gateway) => Promise<void>,
  environment: Record<string, string> = ambientCredentials,
) {
  const gateway = await Gateway.start({ config, flags: ["--workers", "1"], environment });
  try {
    await run(gateway);
  } finally {
    await gateway.stop();
  }
}

describe("u34: when a target fails", () => {
  const moving: [string, Fault][] = [
    ["is throttled", { error: { code: "ThrottlingException" } }],
    ["has no quota", { error: { code: "ServiceQuotaExceededException" } }],
    ["is not ready", { error: { code: "ModelNotReadyException" } }],
    ["has an internal error", { error: { code: "InternalServerException" } }],
    ["is unavailable", { error: { status: 503, shape: "html" } }],
    ["answers something else", { replace: { status: 302, body: "elsewhere" } }],
    ["answers with a page", { replace: { body: "<html>maintenance</html>", content_type: "text/html" } }],
    ["answers with half an object", { replace: { body: '{"output":{"mess' } }],
    ["answers with nothing", { replace: { body: "" } }],
    ["speaks no HTTP", { garbage: "SSH-2.0-OpenSSH_9.2\r\n" }],
    ["has an error with no known status", { error: { status: 529, shape: "empty" } }],
    ["closes the connection", { cut: { how: "close", at_byte: 0 } }],
    ["takes too long", { delay_ms: { head: 60_000 } }],
  ];
  for (const [name, fault] of moving) {
    for (const stream of [false, true]) {
      test(`that ${name}, the next one serves at once, ${stream ? "streamed" : "whole"}`, () =>
        withGateway(`upstream.first_byte_timeout = "300ms"\n${inOrder("sonnet")}`, async (gateway) => {
          await frankfurt.fault(fault);
          const answer = await ask(gateway, { stream });
          assert.equal(answer.status, 200, answer.body);
          assert.match(answer.body, /Hello!/);
          assert.equal(targetOf(answer), atIreland);
          assert.equal(answer.headers["x-gateway-model"], claude);
          assert.equal(answer.headers["x-gateway-attempts"], "2");
          assert.equal(await count(frankfurt), 1);
          await gateway.prints(/"target":"eu-west-1\/[^"]*",.*"attempts":2,/);
          assert.equal(gateway.output.match(/"attempts"/g)?.length, 1);
        }));
    }
  }

  test("that takes no large request, the next one is asked", async () => {
    const deaf = createServer((socket) => {
      socket.pause().on("error", () => undefined);
    }).listen(0, "127.0.0.1");
    await once(deaf, "listening");
    const { port } = deaf.address() as AddressInfo;
    const there = target(atFrankfurt, frankfurt).replace(frankfurt.url, `http://127.0.0.1:${port}`);
    const config = route("sonnet", there, target(atIreland, ireland, "order = 2"));
    const bounds = `retry.attempts = 2\nupstream.first_byte_timeout = "1s"\n`;
    await withGateway(bounds + config, async (gateway) => {
      const messages = [{ role: "user", content: "a".repeat(16_000_000) }];
      const answer = await ask(gateway, { messages });
      assert.equal(targetOf(answer), atIreland);
      assert.equal(answer.headers["x-gateway-attempts"], "2");
    });
    deaf.close();
  });

  test("because nothing listens there, the next one serves at once", () => {
    const nowhere = target(atFrankfurt, frankfurt).replace(frankfurt.url, "http://127.0.0.1:1");
    const config = route("sonnet", nowhere, target(atIreland, ireland, "order = 2"));
    return withGateway(config, async (gateway) => {
      const answer = await ask(gateway);
      assert.equal(answer.status, 200, answer.body);
      assert.equal(targetOf(answer), atIreland);
    });
  });

  test("before its first content, the stream comes from the next one", () =>
    withGateway(inOrder("sonnet"), async (gateway) => {
      await frankfurt.fault({ exception: { code: "throttlingException", after_deltas: 0 } });
      const stream = await gateway
        .client()
        .chat.completions.create({ ...hello("sonnet"), stream: true })
        .withResponse();
      assert.equal(await textOf(stream.data), echo(claude, "Hello!"));
      assert.equal(stream.response.headers.get("x-gateway-target"), atIreland);
    }));

  test("whose first frame is damaged, the stream comes from the next one", () =>
    withGateway(inOrder("sonnet"), async (gateway) => {
      await frankfurt.fault({ corrupt_frame: 0 });
      const answer = await ask(gateway, { stream: true });
      assert.equal(answer.status, 200, answer.body);
      assert.equal(targetOf(answer), atIreland);
      assert.match(answer.body, /\[DONE\]/);
    }));

  test("in the middle of a stream, nothing is sent again", () =>
    withGateway(inOrder("sonnet"), async (gateway) => {
      await frankfurt.fault({
        exception: { code: "throttlingException", after_deltas: 2 },
        delay_ms: { events: 20 },
      });
      const answer = await ask(gateway, { stream: true });
      assert.equal(answer.status, 200);
      assert.match(answer.body, /"error":/);
      assert.doesNotMatch(answer.body, /\[DONE\]/);
      assert.equal(await count(ireland), 0);
    }));

  const final: [string, Fault, number][] = [
    ["ValidationException", { error: { code: "ValidationException" } }, 400],
    ["AccessDeniedException", { error: { code: "AccessDeniedException" } }, 403],
    ["ResourceNotFoundException", { error: { code: "ResourceNotFoundException" } }, 404],
  ];
  for (const [name, fault, status] of final) {
    test(`with ${name}, no other is asked`, () =>
      withGateway(inOrder("sonnet"), async (gateway) => {
        await frankfurt.fault(fault);
        const answer = await ask(gateway);
        assert.equal(answer.status, status);
        assert.equal(targetOf(answer), atFrankfurt);
        assert.equal(await count(ireland), 0);
      }));
  }

  test("retry.attempts bounds the attempts at all of them", () =>
    withGateway(`retry.attempts = 1\n${inOrder("sonnet")}`, async (gateway) => {
      await frankfurt.fault({ error: { code: "ThrottlingException" } });
      const answer = await ask(gateway);
      assert.equal(answer.status, 429);
      assert.equal(await count(ireland), 0);
    }));

  test("the next one may be another model, asked by its own rules", () =>
    withGateway(
      route(
        "sonnet",
        target(atFrankfurt, frankfurt),
        target(`eu-west-1/${nova}`, ireland, "order = 2"),
      ),
      async (gateway) => {
        await frankfurt.fault({ error: { code: "ThrottlingException" } });
        const answer = await ask(gateway, { top_k: 5 });
        assert.equal(answer.status, 200, answer.body);
        assert.equal(JSON.parse(answer.body).model, "sonnet");
        const [first] = await frankfurt.requests();
        const [second] = await ireland.requests();
        assert.match(first!.target, /anthropic\.claude/);
        assert.match(second!.target, /amazon\.nova-lite/);
        assert.deepEqual(JSON.parse(first!.body).additionalModelRequestFields, { top_k: 5 });
        assert.deepEqual(JSON.parse(second!.body).additionalModelRequestFields, {
          inferenceConfig: { topK: 5 },
        });
      },
    ));

  test("one that cannot take the request does not hide what has failed", () =>
    withGateway(
      `strict = true\n` +
        route(
          "sonnet",
          target(atFrankfurt, frankfurt),
          target("eu-west-1/amazon.titan-text-express-v1", ireland, "order = 2"),
        ),
      async (gateway) => {
        await frankfurt.fault({ error: { code: "ThrottlingException", message: "Slow down." } });
        const answer = await ask(gateway, { top_k: 5 });
        assert.equal(answer.status, 429, answer.body);
        assert.match(answer.body, /Slow down/);
        assert.equal(await count(ireland), 0);
      },
    ));

  test("an outage of all is not amplified", () =>
    withGateway(inOrder("sonnet"), async (gateway) => {
      for (const simulator of all) {
        await simulator.fault({ error: { code: "InternalServerException" } });
      }
      const requests = 100;
      for (let i = 0; i < requests; ++i) {
        const answer = await ask(gateway);
        assert.equal(answer.status, 500);
      }
      const sent = (await count(frankfurt)) + (await count(ireland));
      // A tenth more, the reserves of two budgets, and until two breakers open.
      assert.ok(sent <= requests * 1.1 + 20 + 10, String(sent));
    }));
});

describe("u34: a target with as much under way as upstream.max_requests allows", () => {
  const full = `[retry]\nattempts = 1\n[upstream]\nmax_requests = 1\n${inOrder("sonnet")}`;
  // A request that stays there until its client leaves.
  async function hang(gateway: Gateway, simulator: Simulator): Promise<AbortController> {
    await simulator.fault({ times: 1, delay_ms: { head: 60_000 } });
    const asked = await count(simulator);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    gateway.client().chat.completions.create(hello("sonnet"), options).catch(() => undefined);
    await eventually("a request there", async () => (await count(simulator)) > asked);
    return controller;
  }
  const settled = (simulator: Simulator) =>
    eventually("an end of it", async () => (await simulator.stats()).active === 0);

  test("leaves what comes to the next one, which is no failure of its own", () =>
    withGateway(full, async (gateway) => {
      const hanging = await hang(gateway, frankfurt);
      for (let i = 0; i < 12; ++i) {
        const answer = await ask(gateway, { stream: i % 2 === 0 });
        assert.equal(answer.status, 200, answer.body);
        assert.equal(targetOf(answer), atIreland);
        assert.equal(answer.headers["x-gateway-attempts"], "1", "nothing was sent to the first");
      }
      assert.equal(await count(frankfurt), 1);
      hanging.abort();
      await settled(frankfurt);
      assert.equal(targetOf(await ask(gateway)), atFrankfurt, "its breaker has not opened");
    }));

  test("and no other that has room: the client is asked to come again", () =>
    withGateway(full, async (gateway) => {
      const hanging = [await hang(gateway, frankfurt), await hang(gateway, ireland)];
      for (const stream of [false, true]) {
        const answer = await ask(gateway, { stream });
        assert.equal(answer.status, 429, answer.body);
        assert.equal(JSON.parse(answer.body).error.code, "upstream_busy");
        assert.match(String(answer.headers["retry-after"]), /^\d+$/);
        assert.equal(answer.headers["x-should-retry"], undefined);
      }
      for (const each of hanging) each.abort();
      await Promise.all(all.map(settled));
      assert.equal((await ask(gateway)).status, 200);
    }));

  test("is full for every route that leads there", () =>
    withGateway(full + route("other", target(atFrankfurt, frankfurt)), async (gateway) => {
      const hanging = await hang(gateway, frankfurt);
      assert.equal((await ask(gateway, { model: "other" })).status, 429);
      hanging.abort();
      await settled(frankfurt);
      assert.equal((await ask(gateway, { model: "other" })).status, 200);
    }));
});

describe("u34: a target that is black-holed", () => {
  test("opens its breaker, is left alone, and is healed by a probe", () =>
    withGateway(`upstream.first_byte_timeout = "300ms"\n${inOrder("sonnet")}`, async (gateway) => {
      await frankfurt.fault({ delay_ms: { head: 600_000 } });
      for (let i = 0; i < 5; ++i) {
        assert.equal(targetOf(await ask(gateway)), atIreland);
      }
      assert.equal(await count(frankfurt), 5);
      for (let i = 0; i < 20; ++i) {
        const answer = await ask(gateway);
        assert.equal(answer.headers["x-gateway-attempts"], "1");
        assert.equal(targetOf(answer), atIreland);
      }
      assert.equal(await count(frankfurt), 5);
      await frankfurt.reset();
      await eventually("Frankfurt serves again", async () => {
        const answer = await ask(gateway);
        assert.equal(answer.status, 200);
        return targetOf(answer) === atFrankfurt;
      });
      assert.equal(targetOf(await ask(gateway)), atFrankfurt);
    }));
});

describe("u34: a target whose answers make no sense", () => {
  const page = { replace: { body: "<html>maintenance</html>", content_type: "text/html" } };

  test("opens its breaker", () =>
    withGateway(inOrder("sonnet"), async (gateway) => {
      await frankfurt.fault(page);
      for (let i = 0; i < 10; ++i) assert.equal(targetOf(await ask(gateway)), atIreland);
      assert.equal(await count(frankfurt), 5);
    }));

  test("is not asked again: it may have billed the answer", () =>
    withGateway(route("sonnet", target(atFrankfurt, frankfurt)), async (gateway) => {
      await frankfurt.fault(page);
      const answer = await ask(gateway);
      assert.equal(answer.status, 502, answer.body);
      assert.equal(JSON.parse(answer.body).error.code, "upstream_invalid_response");
      assert.equal(answer.headers["x-should-retry"], "false");
      assert.equal(await count(frankfurt), 1);
    }));
});

describe("u34: a conversation", () => {
  const config = (more: string) =>
    route(
      "sonnet",
      more,
      target(atFrankfurt, frankfurt, "weight = 3"),
      target(atIreland, ireland, "weight = 1"),
    );
  const beginning = (topic: number | string) => [
    { role: "system", content: "Be brief." },
    { role: "user", content: `About ${topic}` },
  ];

  test("stays with its target for ten turns, in every process", async () => {
    const went: string[][] = [];
    for (let process = 0; process < 2; ++process) {
      await withGateway(config(""), async (gateway) => {
        const targets: string[] = [];
        for (let topic = 0; topic < 32; ++topic) { // that all go to one is less than likely
          const messages: object[] = beginning(topic);
          const seen = new Set<string>();
          for (let turn = 0; turn < 10; ++turn) {
            const answer = await ask(gateway, { messages });
            seen.add(String(targetOf(answer)));
            messages.push(JSON.parse(answer.body).choices[0].message);
            messages.push({ role: "user", content: `And ${turn}?` });
          }
          assert.equal(seen.size, 1);
          targets.push(...seen);
        }
        went.push(targets);
      });
    }
    assert.deepEqual(went[0], went[1]);
    assert.equal(new Set(went[0]).size, 2);
  });

  const share = async (config: string, topic: (i: number) => number): Promise<number> => {
    let frankfurts = 0;
    await withGateway(config, async (gateway) => {
      for (let i = 0; i < 400; ++i) {
        const answer = await ask(gateway, { messages: beginning(topic(i)) });
        if (targetOf(answer) === atFrankfurt) ++frankfurts;
      }
    });
    return frankfurts / 400;
  };
  // 0.75 by weight; five standard deviations around it.
  const asWeighted = (share: number) => assert.ok(share > 0.64 && share < 0.86, String(share));

  test("is one of many, which share the targets by weight", async () =>
    asWeighted(await share(config(""), (i) => i)));

  test("is nothing to go by with sticky = false: requests share them by weight", async () =>
    asWeighted(await share(config("sticky = false\n"), () => 1)));

  test("leaves a target that is much slower than the next", () =>
    withGateway(config("sticky = false\n"), async (gateway) => {
      // Slow enough to be left, and so fast that three quarters of the requests can go there until
      // both have been measured.
      await frankfurt.fault({ delay_ms: { head: 250 } });
      await eventually("both have answered", async () => {
        await ask(gateway);
        return (await count(frankfurt)) >= 5 && (await count(ireland)) >= 5;
      });
      await frankfurt.reset();
      for (let i = 0; i < 20; ++i) assert.equal(targetOf(await ask(gateway)), atIreland);
      assert.equal(await count(frankfurt), 0);
    }));

  test("goes on elsewhere while its target fails", () =>
    withGateway(config(""), async (gateway) => {
      const messages = beginning("failing");
      const home = targetOf(await ask(gateway, { messages }));
      const [mine, other] = home === atFrankfurt ? [frankfurt, atIreland] : [ireland, atFrankfurt];
      await mine.fault({ times: 2, error: { code: "ThrottlingException" } });
      assert.equal(targetOf(await ask(gateway, { messages })), other);
      assert.equal(targetOf(await ask(gateway, { messages })), other);
      assert.equal(targetOf(await ask(gateway, { messages })), home);
    }));
});

describe("u34: the residency", () => {
  const leaving = inOrder("sonnet") + target(`us-east-1/us.${nova}`, ireland, "order = 3");

  test("is never left by a target, or nothing starts", async () => {
    const config = `aws.residency = ["eu"]\n${leaving}`;
    await assert.rejects(Gateway.start({ config }), (error: Error) => {
      assert.match(error.message, /gateway\.toml:\d+: the region 'us-east-1' is outside/);
      return true;
    });
    const own = leaving.replace('name = "sonnet"', 'name = "sonnet"\nresidency = "eu-*"');
    await assert.rejects(Gateway.start({ config: own }), /outside of the residency eu-\*/);
    const profile = target(`eu-west-1/global.${nova}`, ireland);
    const global = `aws.residency = ["eu"]\n${route("a", profile)}`;
    await assert.rejects(Gateway.start({ config: global }), /'global\.amazon\.nova-lite-v1:0' may/);
  });

  test("holds for the profiles that stand in for models not there on demand", () => {
    const model = "anthropic.claude-sonnet-4-6";
    const message = `Invocation of model ID ${model} with on-demand throughput isn\u2019t supported.`;
    const own = (name: string, residency: string) =>
      route(name, `residency = "${residency}"\n`, target(`eu-west-1/${model}`, ireland));
    const config =
      '[aws]\nresidency = ["eu"]\nprofile_geographies = ["global", "eu"]\n' +
      own("wide", "eu-*") +
      own("narrow", "eu-west-1");
    return withGateway(config, async (gateway) => {
      await ireland.fault({ model, error: { code: "ValidationException", message } });
      const refused = await ask(gateway, { model: "narrow" });
      assert.equal(refused.status, 400, refused.body);
      assert.equal(await count(ireland), 1);
      const answer = await ask(gateway, { model: "wide" });
      assert.equal(answer.status, 200, answer.body);
      assert.equal(answer.headers["x-gateway-model"], `eu.${model}`);
      assert.equal((await ask(gateway, { model: "narrow" })).status, 400);
      const asked = (await ireland.requests()).map((each) => decodeURIComponent(each.target));
      assert.equal(asked.filter((each) => each.includes("global.")).length, 0);
      assert.equal(asked.filter((each) => each.includes("/eu.")).length, 1);
    });
  });

  test("holds while all targets inside fail", async () => {
    const outside = await Simulator.start();
    try {
      const config =
        'aws.residency = ["eu"]\n' +
        inOrder("sonnet") +
        "[aliases]\nmine = 'amazon.nova-lite-v1:0'\n";
      const environment = {
        ...ambientCredentials,
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: outside.url,
      };
      await withGateway(
        config,
        async (gateway) => {
          for (const simulator of all) {
            await simulator.fault({ error: { code: "ServiceUnavailableException" } });
          }
          for (let i = 0; i < 12; ++i) assert.equal((await ask(gateway)).status, 503);
          // Whatever else a client names.
          for (const model of [claude, `us.${claude}`, `eu-west-1/global.${claude}`, "mine"]) {
            const answer = await ask(gateway, { model });
            assert.equal(answer.status, 403, model);
            assert.equal(JSON.parse(answer.body).error.code, "residency");
          }
          const other = await ask(gateway, { model: atIreland }, { "x-aws-region": "us-west-2" });
          assert.equal(other.status, 403);
          assert.equal(await count(outside), 0);
          const inside = await ask(gateway, { model: `eu-west-1/${claude}` });
          assert.equal(inside.status, 200, inside.body);
        },
        environment,
      );
    } finally {
      await outside.stop();
    }
  });
});

describe("a route", () => {
  let gateway: Gateway;
  const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  before(async () => {
    const config =
      "chat.dry_run = true\n" +
      '[aliases]\n"gpt-4o" = "sonnet"\n' +
      inOrder("sonnet") +
      route("claude-*", target(atIreland, ireland)) +
      route("forbidden", target(atFrankfurt, frankfurt, `role = "${arn("forbidden")}"`)) +
      route(
        "roles",
        target(atFrankfurt, frankfurt, `role = "${arn("forbidden")}"`),
        target(atIreland, ireland, `order = 2\nrole = "${arn("team-b")}"`),
      );
    const environment = { ...ambientCredentials, AWS_ENDPOINT_URL_STS: ireland.url };
    gateway = await Gateway.start({ config, environment });
  });
  after(() => gateway.stop());

  test("can be what an alias stands for", async () => {
    const answer = await ask(gateway, { model: "gpt-4o" });
    assert.equal(targetOf(answer), atFrankfurt);
    assert.equal(JSON.parse(answer.body).model, "gpt-4o");
  });

  test("has a name with wildcards, as aliases have", async () => {
    assert.equal(targetOf(await ask(gateway, { model: "claude-next" })), atIreland);
  });

  test("decides the region, whatever a header says", async () => {
    const answer = await ask(gateway, {}, { "x-aws-region": "us-east-1" });
    assert.equal(targetOf(answer), atFrankfurt);
  });

  test("shows its first target in a dry run", async () => {
    const answer = await ask(gateway, {}, { "x-gateway-dry-run": "true" });
    assert.equal(JSON.parse(answer.body).region, "eu-central-1");
    assert.equal(await count(frankfurt), 0);
  });

  test("serves several choices", async () => {
    await frankfurt.fault({ error: { code: "ThrottlingException" } });
    const answer = await ask(gateway, { n: 2 });
    assert.equal(answer.status, 200, answer.body);
    assert.equal(JSON.parse(answer.body).choices.length, 2);
    assert.equal(targetOf(answer), atIreland);
  });

  test("calls a target as the role that it names", async () => {
    const answer = await ask(gateway, { model: "roles" });
    assert.equal(answer.status, 200, answer.body);
    assert.equal(targetOf(answer), atIreland);
    assert.equal(await count(frankfurt), 0);
    const assumed = (await ireland.requests()).filter((each) => each.target === "/");
    const roles = assumed.map((each) => new URLSearchParams(each.body).get("RoleArn"));
    assert.ok(roles.includes(arn("team-b")), String(roles));
    const refused = await ask(gateway, { model: "forbidden" });
    assert.equal(refused.status, 401);
    assert.match(refused.body, /role\/forbidden/);
  });

  test("uses the caller's own credentials at each target", async () => {
    const own = { "x-aws-access-key-id": "AKIDEXAMPLE", "x-aws-secret-access-key": "wrong" };
    const answer = await ask(gateway, { model: "roles" }, own);
    assert.equal(answer.status, 401);
    assert.equal(targetOf(answer), atFrankfurt);
  });

  test("without such a name, nothing is a route", async () => {
    const answer = await ask(gateway, { model: "other" }, { "x-gateway-dry-run": "true" });
    assert.equal(targetOf(answer), undefined);
  });
});
