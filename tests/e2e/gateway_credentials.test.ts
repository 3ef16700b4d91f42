// Source x first fetch x renewal x failure x clear error: every place from which AWS's tools take
// credentials, through the real program.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { describe, test } from "node:test";

import { APIError } from "openai";

import { Gateway, hello } from "./lib/gateway.ts";
import { eventually } from "./lib/process.ts";
import { type AwsState, type Service, Simulator } from "./lib/simulator.ts";
import { common, Home, inHours, pair, role, type Source, sources, ssoConfig } from "./lib/sources.ts";

class Scene {
  readonly home = new Home();
  readonly simulator: Simulator;
  gateway!: Gateway;

  private constructor(simulator: Simulator) {
    this.simulator = simulator;
  }
  static async start(
    prepare: (home: Home, simulator: Simulator) => Record<string, string>,
    aws: AwsState = {},
    options: { config?: string; listen?: string } = {},
  ): Promise<Scene> {
    const scene = new Scene(await Simulator.start());
    const { home, simulator } = scene;
    await simulator.aws(aws); // before the gateway, which asks as it starts
    const environment = { ...common(home, simulator), ...prepare(home, simulator) };
    try {
      scene.gateway = await Gateway.start({ simulator, environment, ...options });
    } catch (error) {
      await simulator.stop();
      home.remove();
      throw error;
    }
    return scene;
  }
  async stop(): Promise<void> {
    try {
      await this.gateway.stop();
    } finally {
      await this.simulator.stop();
      this.home.remove();
    }
  }

  ask(): Promise<unknown> {
    return this.gateway.client().chat.completions.create(hello());
  }
  succeeds(): Promise<boolean> {
    return this.ask().then(
      () => true,
      () => false,
    );
  }
  async refusal(): Promise<APIError> {
    const error = await this.ask().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof APIError, `answered, or: ${String(error)}`);
    return error;
  }
  // How often the service has handed out credentials.
  async issued(service: Service): Promise<number> {
    const paths: Record<Service, RegExp> = {
      sts: /^\/$/,
      metadata: /security-credentials\/./,
      container: /^\/v[12]\/credentials/,
      "sso-portal": /^\/federation/,
      "sso-oidc": /^\/token/,
    };
    const requests = await this.simulator.requests();
    return requests.filter((each) => paths[service].test(each.target) && each.status === 200).length;
  }
  breakService(service: Service, status = 500): Promise<void> {
    return this.simulator.fault({ operation: service, replace: { status, body: "broken" } });
  }
}

async function play(scene: Scene, use: (scene: Scene) => Promise<void>): Promise<void> {
  try {
    await use(scene);
  } finally {
    await scene.stop();
  }
}

const start = (source: Source, lifetime = 0): Promise<Scene> =>
  Scene.start((home, simulator) => source.prepare(home, simulator), { lifetime });

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

// Most of the time is spent waiting for credentials to expire.
describe("u12: credentials from", { concurrency: sources.length }, () => {
  for (const source of sources) {
    describe(source.name, () => {
      test("serve the first request, and all that follow, with one fetch", async () =>
        play(await start(source), async (scene) => {
          await Promise.all(Array.from({ length: 40 }, () => scene.ask()));
          assert.equal(await scene.issued(source.service), 1);
          await scene.gateway.prints(source.origin);
          await scene.gateway.prints(/good until \d{4}-/);
        }));

      test("are renewed in time, and no request notices", async () =>
        play(await start(source, 8), async (scene) => {
          const begin = Date.now();
          while (Date.now() - begin < 12_000) {
            await scene.ask();
            await seconds(0.2);
          }
          const count = await scene.issued(source.service);
          const passed = (Date.now() - begin) / 1000;
          assert.ok(count >= 2 && count <= passed / 2, `${count} fetches in ${passed} s`);
        }));

      test("are used until they expire when there are no new ones, and then the error is clear", async () =>
        play(await start(source, 8), async (scene) => {
          await scene.ask();
          await scene.breakService(source.service);
          await scene.gateway.prints(/No AWS credentials from .*good until/);
          await scene.ask(); // still good
          const error = await eventually("the end", async () => {
            const asked = await scene.ask().then(
              () => undefined,
              (reason: unknown) => reason,
            );
            await seconds(0.2);
            return asked as APIError | undefined;
          });
          assert.ok(error.status === 401 || error.status === 503, String(error));
          assert.match(error.message, /credentials/);
          await scene.simulator.reset();
          // Asked again as soon as somebody needs them.
          await eventually("new credentials", () => scene.succeeds());
        }));

      test("that never come are a clear error at once", async () => {
        const simulator = await Simulator.start();
        await simulator.fault({ operation: source.service, replace: { status: 403, body: "{}" } });
        const home = new Home();
        const environment = { ...common(home, simulator), ...source.prepare(home, simulator) };
        const gateway = await Gateway.start({ simulator, environment });
        try {
          const asked = gateway.client().chat.completions.create(hello());
          await assert.rejects(asked, (error: APIError) => {
            assert.equal(error.status, 401);
            assert.match(error.message, /No AWS credentials for this request\. Of its own: /);
            return true;
          });
          await gateway.prints(source.origin);
        } finally {
          await gateway.stop();
          await simulator.stop();
          home.remove();
        }
      });
    });
  }
});

// What does not expire: nothing is fetched, and files that change are the renewal.
interface FixedSource {
  name: string;
  prepare(home: Home, keys: string): Record<string, string>;
  changes: boolean; // with its file
}
const wrongPair = "aws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong-secret\n";
const fixedSources: FixedSource[] = [
  {
    name: "the environment",
    changes: false,
    prepare: (_home, keys) => ({
      AWS_ACCESS_KEY_ID: /id = (\S+)/.exec(keys)![1]!,
      AWS_SECRET_ACCESS_KEY: /key = (\S+)/.exec(keys)![1]!,
    }),
  },
  {
    name: "the credentials file",
    changes: true,
    prepare: (home, keys) => (home.credentials(`[default]\n${keys}`), {}),
  },
  {
    name: "a profile of the credentials file",
    changes: true,
    prepare: (home, keys) => (home.credentials(`[team]\n${keys}`), { AWS_PROFILE: "team" }),
  },
  {
    name: "the config file",
    changes: true,
    prepare: (home, keys) => (home.config(`[profile team]\n${keys}`), { AWS_PROFILE: "team" }),
  },
];

describe("u12: keys in", { concurrency: fixedSources.length }, () => {
  for (const source of fixedSources) {
    test(`${source.name}: serve at once; wrong ones are a clear error, until they change`, async () => {
      await play(await Scene.start((home) => source.prepare(home, pair)), async (scene) => {
        for (let i = 0; i < 5; ++i) await scene.ask();
        const targets = (await scene.simulator.requests()).map((each) => each.target);
        assert.ok(targets.every((target) => target.startsWith("/model/")), String(targets));
      });
      await play(await Scene.start((home) => source.prepare(home, wrongPair)), async (scene) => {
        const error = await scene.refusal();
        assert.equal(error.status, 503);
        assert.match(error.message, /own AWS credentials were refused \(UnrecognizedClientException: /);
        if (!source.changes) return;
        source.prepare(scene.home, pair);
        await eventually("the new keys", () => scene.succeeds());
      });
    });
  }
});

test("u12: 10,000 requests are one call of STS", async () => {
  const irsa = sources.find((each) => each.name.includes("IRSA"))!;
  await play(await start(irsa), async (scene) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const body = JSON.stringify(hello());
    const headers = { "content-type": "application/json" };
    const ask = () =>
      new Promise<number>((resolve, reject) => {
        const url = `${scene.gateway.url}/v1/chat/completions`;
        const sent = request(url, { method: "POST", headers, agent }, (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode!));
        });
        sent.on("error", reject).end(body);
      });
    let calls = 0;
    for (let round = 0; round < 5; ++round) {
      const statuses = await Promise.all(Array.from({ length: 2000 }, ask));
      assert.ok(statuses.every((status) => status === 200));
      calls += await scene.issued("sts");
      await scene.simulator.reset(); // its journal has 10,000 entries
    }
    agent.destroy();
    assert.equal(calls, 1);
  });
});

describe("u12: AWS says that they have expired", () => {
  const irsa = sources.find((each) => each.name.includes("IRSA"))!;

  test("before their time: they are renewed once, and the request is sent again", async () =>
    play(await start(irsa), async (scene) => {
      await scene.ask();
      await scene.simulator.aws({ expire: true });
      await Promise.all(Array.from({ length: 20 }, () => scene.ask()));
      assert.equal(await scene.issued("sts"), 2);
    }));

  test("again and again: one attempt, then the error", async () =>
    play(await start(irsa), async (scene) => {
      await scene.ask();
      const error = { code: "ExpiredTokenException", message: "expired", status: 403 };
      await scene.simulator.fault({ operation: "converse", error });
      const before = (await scene.simulator.requests()).length;
      assert.equal((await scene.refusal()).status, 503);
      const requests = (await scene.simulator.requests()).slice(before);
      const targets = requests.map((each) => each.target.replace(/^\/model.*/, "converse"));
      assert.deepEqual(targets, ["converse", "/", "converse"]);
    }));
});

describe("u12: files are picked up without a restart", () => {
  test("keys that are replaced", async () =>
    play(
      await Scene.start((home) => {
        home.credentials(
          "[default]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong\n",
        );
        return {};
      }),
      async (scene) => {
        assert.equal((await scene.refusal()).status, 503);
        scene.home.credentials(`[default]\n${pair}`);
        await eventually("the new keys", () => scene.succeeds());
      },
    ));

  test("a profile that appears", async () =>
    play(await Scene.start(() => ({ AWS_PROFILE: "later" })), async (scene) => {
      assert.match((await scene.refusal()).message, /'later'/);
      scene.home.config(`[profile later]\n${pair}`);
      await eventually("the profile", () => scene.succeeds());
    }));

  test("a web identity token and a container's token that are rotated", async () => {
    for (const source of sources.filter((each) => /IRSA|EKS/.test(each.name))) {
      await play(await start(source, 8), async (scene) => {
        await scene.ask();
        scene.home.write("token", "ROTATED");
        await scene.simulator.aws({ web_identity_token: "ROTATED", container_token: "ROTATED" });
        await eventually("renewals with the new token", async () => {
          await scene.ask();
          return (await scene.issued(source.service)) >= 3;
        });
      });
    }
  });
});

describe("u12: an SSO session", () => {
  const token = (accessToken: string, expiresAt: string) => ({
    accessToken,
    expiresAt,
    clientId: "client",
    clientSecret: "client-secret",
    registrationExpiresAt: inHours(1000),
    refreshToken: "EXAMPLE-SSO-REFRESH-TOKEN",
    region: "us-east-1",
    startUrl: "https://corp.awsapps.com/start",
  });
  const withToken = (expiresAt: string) => (home: Home) => {
    home.config(ssoConfig);
    home.ssoToken("corp", token("OLD", expiresAt));
    return {};
  };

  test("is continued, and the CLI finds the new token", async () =>
    play(await Scene.start(withToken(inHours(-1))), async (scene) => {
      await scene.ask();
      assert.equal(await scene.issued("sso-oidc"), 1);
      // A second process goes on from the file.
      const again = await Gateway.start({
        simulator: scene.simulator,
        environment: common(scene.home, scene.simulator),
      });
      await again.client().chat.completions.create(hello());
      await again.stop();
      assert.equal(await scene.issued("sso-oidc"), 1);
    }));

  test("O2: is continued from memory when its cache cannot be written", async () => {
    const readOnly = (home: Home) => {
      withToken(inHours(-1))(home);
      const file = home.ssoToken("corp", token("OLD", inHours(-1)));
      mkdirSync(`${file}.bedrock-gateway`); // where the new one would be written first
      return {};
    };
    await play(await Scene.start(readOnly), async (scene) => {
      await scene.ask();
      await scene.gateway.prints(/its cache was not written: cannot write/);
      assert.equal(await scene.issued("sso-oidc"), 1);
      scene.home.config(`${ssoConfig}# read again\n`);
      await eventually("another look", async () => (await scene.issued("sso-portal")) > 1);
      await scene.ask();
      assert.equal(await scene.issued("sso-oidc"), 1); // the refresh token was spent once
    });
  });

  test("that is over says what to do, and a new login is noticed", async () =>
    play(await Scene.start(withToken(inHours(-1)), { sso_refresh_token: "ANOTHER" }), async (scene) => {
      assert.match((await scene.refusal()).message, /aws sso login/);
      scene.home.ssoToken("corp", token("EXAMPLE-SSO-ACCESS-TOKEN", inHours(8)));
      await scene.simulator.aws({ sso_access_token: "EXAMPLE-SSO-ACCESS-TOKEN" });
      await eventually("the new session", () => scene.succeeds());
    }));
});

describe("u12: slow, down and odd sources", () => {
  test("an STS that does not answer is a 503 that can be tried again, not a hanging request", async () => {
    const simulator = await Simulator.start();
    await simulator.fault({ operation: "sts", delay_ms: { head: 600_000 } });
    const home = new Home();
    const irsa = sources.find((each) => each.name.includes("IRSA"))!;
    const environment = { ...common(home, simulator), ...irsa.prepare(home, simulator) };
    const gateway = await Gateway.start({ simulator, environment });
    const asked = gateway.client().chat.completions.create(hello());
    await assert.rejects(asked, (error: APIError) => {
      assert.equal(error.status, 503);
      assert.equal(error.code, "credentials_unavailable");
      assert.match(error.message, /STS did not send/);
      return true;
    });
    await gateway.stop();
    await simulator.stop();
    home.remove();
  });

  test("a program that hangs, prints too much, fails or prints something else", async () => {
    const programs: [string, RegExp][] = [
      ["head -c 100000 /dev/zero", /printed more than/],
      ["exit 3", /status 3/],
      ["echo no json", /not a JSON object/],
      ['echo \'{"Version":2}\'', /Version is not 1/],
      [
        `echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}'`,
        /expired already/,
      ],
    ];
    for (const [program, message] of programs) {
      const prepare = (home: Home) => {
        const file = home.write("helper.sh", `${program}\n`);
        home.config(`[default]\ncredential_process = sh ${file}\n`);
        return { PATH: process.env.PATH! };
      };
      await play(await Scene.start(prepare), async (scene) => {
        const error = await scene.refusal();
        assert.match(error.message, message);
        assert.match(error.message, /credential_process/);
      });
    }
  });

  test("a program that does not end is killed at its bound, with its children", async () => {
    const prepare = (home: Home) => {
      const file = home.write("helper.sh", "sleep 1000 & echo $$ $! > $1\nwait\n");
      home.config(`[default]\ncredential_process = sh ${file} ${home.path}/ids\n`);
      return { PATH: process.env.PATH!, BEDROCK_GATEWAY_AWS_PROCESS_TIMEOUT: "1s" };
    };
    await play(await Scene.start(prepare), async (scene) => {
      const error = await scene.refusal();
      assert.match(error.message, /credential_process: sh took longer than 1 s/);
      const ids = readFileSync(`${scene.home.path}/ids`, "utf8").trim().split(" ").map(Number);
      assert.equal(ids.length, 2);
      const gone = (id: number) => {
        // An orphan that nobody has waited for is as dead as one that is gone.
        const stat = existsSync(`/proc/${id}/stat`) ? readFileSync(`/proc/${id}/stat`, "utf8") : ") Z";
        return / [ZX]( |$)/.test(stat.slice(stat.lastIndexOf(")") + 1).slice(0, 2) + " ");
      };
      await eventually("the end of both", async () => {
        await scene.refusal().catch(() => undefined); // each attempt ends its own
        return ids.every(gone);
      });
    });
  });

  test("a program is started without a shell", async () =>
    play(
      await Scene.start((home) => {
        home.config(`[default]\ncredential_process = echo {}; touch ${home.path}/pwned\n`);
        return { PATH: process.env.PATH! };
      }),
      async (scene) => {
        await scene.refusal();
        assert.ok(!existsSync(`${scene.home.path}/pwned`));
      },
    ));

  test("answers that are cut, malformed, or refusals", async () => {
    const answers: [string, Service, string][] = [
      ["a web identity (IRSA)", "sts", "<AssumeRoleWithWebIdentityResponse><Credentials>"],
      ["a container (ECS)", "container", '{"AccessKeyId":"A"}'],
      ["an instance (IMDSv2)", "metadata", "\u0000\u0001"],
      ["an SSO session", "sso-portal", "[]"],
    ];
    for (const [name, service, body] of answers) {
      const source = sources.find((each) => each.name === name)!;
      const simulator = await Simulator.start();
      await simulator.fault({ operation: service, replace: { status: 200, body } });
      const home = new Home();
      const environment = { ...common(home, simulator), ...source.prepare(home, simulator) };
      const gateway = await Gateway.start({ simulator, environment });
      const asked = gateway.client().chat.completions.create(hello());
      await assert.rejects(asked, (error: APIError) => error.status === 401, name);
      await gateway.stop();
      await simulator.stop();
      home.remove();
    }
  });
});

describe("u12: which source counts", () => {
  test("environment before profile, a request's own before both", async () =>
    play(
      await Scene.start((home) => {
        home.credentials(`[default]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = x\n`);
        return {
          AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
          AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        };
      }),
      async (scene) => {
        await scene.ask();
        await scene.gateway.prints(/AKIDEXAMPLE/);
      },
    ));

  test("an STS refusal names the role", async () =>
    play(
      await Scene.start((home) => {
        const file = home.write("token", "EXAMPLE-WEB-IDENTITY-TOKEN");
        const forbidden = role.replace(/[^/]+$/, "forbidden");
        return { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: forbidden };
      }),
      async (scene) => {
        const error = await scene.refusal();
        assert.match(error.message, /AccessDenied/);
        assert.match(error.message, /role\/forbidden/);
      },
    ));

  test("no source on a reachable address without a key", async () => {
    for (const source of sources.filter((each) => each.service !== "metadata")) {
      const prepare = (home: Home, simulator: Simulator) => source.prepare(home, simulator);
      await assert.rejects(
        Scene.start(prepare, {}, { listen: "0.0.0.0:0" }),
        /refusing to listen/,
        source.name,
      );
    }
    // Nobody has configured an instance's: they are left out, and the gateway says so.
    const instance = sources.at(-1)!;
    const scene = await Scene.start((home, simulator) => instance.prepare(home, simulator), {}, {
      listen: "0.0.0.0:0",
    });
    await play(scene, async () => {
      assert.match(scene.gateway.output, /metadata service is not asked/);
    });
  });
});
