// Every way in which Bedrock fails, as the official client's exceptions.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";

import OpenAI, { APIError } from "openai";

import { Gateway, hello } from "./lib/gateway.ts";
import { postJson } from "./lib/request.ts";
import { serve } from "./lib/serve.ts";
import { expiredCredentials } from "./lib/simulator.ts";

// Each test wants to see the first answer.
const { simulator, gateway } = await serve({ config: "[retry]\nattempts = 1\n" });

type ErrorClass = new (...args: any[]) => APIError;

async function errorOf(stream: boolean, client = gateway.client()): Promise<APIError> {
  try {
    const answer = await client.chat.completions.create({ ...hello(), stream } as any);
    if (stream) for await (const _ of answer as any);
  } catch (error) {
    assert.ok(error instanceof APIError, String(error));
    return error;
  }
  assert.fail("no error");
}

interface Expected {
  status: number;
  class: ErrorClass;
  type: string;
  code: string | null;
}

const expected: Record<string, Expected> = {
  ValidationException: {
    status: 400,
    class: OpenAI.BadRequestError,
    type: "invalid_request_error",
    code: null,
  },
  AccessDeniedException: {
    status: 403,
    class: OpenAI.PermissionDeniedError,
    type: "permission_error",
    code: "access_denied",
  },
  ResourceNotFoundException: {
    status: 404,
    class: OpenAI.NotFoundError,
    type: "invalid_request_error",
    code: "model_not_found",
  },
  ThrottlingException: {
    status: 429,
    class: OpenAI.RateLimitError,
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
  },
  ServiceQuotaExceededException: {
    status: 429,
    class: OpenAI.RateLimitError,
    type: "insufficient_quota",
    code: "insufficient_quota",
  },
  ModelNotReadyException: {
    status: 503,
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: "model_not_ready",
  },
  ModelTimeoutException: {
    status: 504,
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: "model_timeout",
  },
  ModelErrorException: {
    status: 502,
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: "model_error",
  },
  InternalServerException: {
    status: 500,
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: null,
  },
  ServiceUnavailableException: {
    status: 503,
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: "server_is_overloaded",
  },
  UnrecognizedClientException: {
    status: 503, // of the gateway's own credentials
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: "credentials_refused",
  },
  ExpiredTokenException: {
    status: 503, // of the gateway's own credentials
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: "credentials_refused",
  },
  InvalidSignatureException: {
    status: 503, // of the gateway's own credentials
    class: OpenAI.InternalServerError,
    type: "server_error",
    code: "credentials_refused",
  },
};

describe("an error of Bedrock, before anything was answered", () => {
  for (const [code, wanted] of Object.entries(expected)) {
    test(code, async () => {
      await simulator.fault({ error: { code, message: `because of ${code}` } });
      for (const stream of [false, true]) {
        const error = await errorOf(stream);
        assert.equal(error.status, wanted.status);
        assert.ok(error instanceof wanted.class, error.constructor.name);
        assert.equal(error.type, wanted.type);
        assert.equal(error.code, wanted.code);
        assert.match(error.message, new RegExp(code));
        assert.match(error.headers!.get("x-amzn-requestid")!, /^[0-9a-f-]{36}$/);
        assert.match(error.requestID!, /^req_/);
      }
    });
  }

  test("in every shape of a body", async () => {
    for (const shape of ["__type", "code"] as const) {
      await simulator.fault({ error: { code: "ThrottlingException", shape } });
      assert.equal((await errorOf(false)).status, 429, shape);
    }
    for (const [shape, status] of [
      ["Message", 403],
      ["empty", 403],
      ["html", 503],
    ] as const) {
      await simulator.fault({ error: { code: "", status, shape } });
      assert.equal((await errorOf(true)).status, status, shape);
    }
  });

  test("which says when to come again", async () => {
    await simulator.fault({ error: { code: "ThrottlingException", retry_after: "17" } });
    assert.equal((await errorOf(false)).headers!.get("retry-after"), "17");
    await simulator.fault({ error: { code: "ThrottlingException" } });
    assert.match((await errorOf(false)).headers!.get("retry-after")!, /^[0-9]+$/);
  });

  test("which names the permission that is missing", async () => {
    await simulator.fault({ error: { code: "AccessDeniedException", message: "no" } });
    assert.match((await errorOf(false)).message, /bedrock:InvokeModel.*Model access/s);
  });

  test("which is about a model that does not exist", async () => {
    const answer = await postJson(`${gateway.url}/v1/chat/completions`, hello("acme.unknown-v1"));
    assert.equal(answer.status, 404);
    const { error } = JSON.parse(answer.body);
    assert.equal(error.code, "model_not_found");
    assert.equal(error.param, "model");
    assert.match(error.message, /acme\.unknown-v1/);
  });

  test("which comes with status 200", async () => {
    await simulator.fault({ replace: { body: '{"message":"no"}' } });
    assert.equal((await errorOf(true)).status, 502);
    assert.equal((await errorOf(false)).status, 502);
  });

  test("which is about credentials that have expired", async () => {
    const headers = {
      "x-aws-access-key-id": expiredCredentials.accessKeyId,
      "x-aws-secret-access-key": expiredCredentials.secretAccessKey,
      "x-aws-session-token": expiredCredentials.sessionToken,
    };
    const error = await errorOf(false, gateway.client({ defaultHeaders: headers }));
    assert.ok(error instanceof OpenAI.AuthenticationError);
    assert.match(error.message, /expired/);
  });
});

describe("an error in the middle of a stream", () => {
  // So that the first deltas have left before the trouble comes: else it would have its own status.
  const delay_ms = { events: 15 };
  // The stream as it came.
  const raw = () => postJson(`${gateway.url}/v1/chat/completions`, { ...hello(), stream: true });

  const assertBroken = (body: string, code: RegExp): void => {
    const last = body.split("\n").findLast((line) => line.startsWith("data: "))!;
    const { error } = JSON.parse(last.slice("data: ".length));
    assert.match(`${error.type} ${error.code}`, code);
    assert.match(body, /"content":"This"/);
    assert.doesNotMatch(body, /\[DONE\]|"finish_reason":"/);
  };

  for (const [code, seen] of [
    ["throttlingException", /rate_limit_exceeded/],
    ["internalServerException", /server_error/],
    ["serviceUnavailableException", /server_is_overloaded/],
    ["validationException", /invalid_request_error/],
    ["modelStreamErrorException", /model_error/],
    ["modelTimeoutException", /model_timeout/], // InvokeModel's alone
  ] as const) {
    test(code, async () => {
      await simulator.fault({
        exception: { code, message: "too bad", after_deltas: 3 },
        delay_ms,
      });
      assertBroken((await raw()).body, seen);
      const error = await errorOf(true);
      assert.match(error.message, /too bad/);
    });
  }

  test("an error message that is not modelled", async () => {
    const exception = {
      code: "InternalFailure",
      message: "boom",
      modelled: false,
      after_deltas: 1,
    };
    await simulator.fault({ exception, delay_ms });
    assertBroken((await raw()).body, /server_error/);
  });

  for (const [what, fault] of Object.entries({
    "the connection closes between two frames": { cut: { at_frame: 4 } },
    "the connection closes within a frame": { cut: { at_byte: 700 } },
    "the connection is reset": { cut: { how: "reset", at_frame: 4 } },
    "the body ends between two frames": { cut: { how: "end", at_frame: 4 } },
    "the body ends within a frame": { cut: { how: "end", at_byte: 700 } },
    "a frame is damaged": { corrupt_frame: 4 },
    "there is no messageStop": { omit: ["stop"] },
  } as const)) {
    test(what, async () => {
      await simulator.fault({ ...(fault as any), delay_ms });
      assertBroken((await raw()).body, /server_error/);
    });
  }

  test("one that comes with the first bytes has its own status", async () => {
    await simulator.fault({ exception: { code: "throttlingException" } });
    const { status } = await errorOf(true);
    assert.ok(status === 429 || status === undefined, String(status));
  });

  test("there is no metadata: the answer is whole, its usage unknown", async () => {
    await simulator.fault({ omit: ["metadata"] });
    const { body } = await raw();
    assert.match(body, /"finish_reason":"stop"/);
    assert.match(body, /\[DONE\]\n\n$/);
  });
});

describe("an error of the connection", () => {
  test("a whole answer that is cut", async () => {
    for (const how of ["close", "reset"] as const) {
      await simulator.fault({ cut: { how, at_byte: 40 } });
      assert.equal((await errorOf(false)).status, 502);
    }
  });

  test("an answer that is no HTTP", async () => {
    await simulator.fault({ garbage: "220 mail.example.com ESMTP\r\n" });
    assert.equal((await errorOf(false)).status, 502);
    assert.equal((await errorOf(true)).status, 502);
  });

  test("nobody listens", async () => {
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });
    const environment = {
      AWS_ACCESS_KEY_ID: "A",
      AWS_SECRET_ACCESS_KEY: "S",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${free}`,
    };
    const lonely = await Gateway.start({ environment });
    try {
      const error = await errorOf(false, lonely.client());
      assert.equal(error.status, 502);
      assert.equal(error.code, "upstream_unreachable");
    } finally {
      await lonely.stop();
    }
  });

  test("no answer in time", async () => {
    const hasty = await Gateway.start({
      simulator,
      config: '[upstream]\nfirst_byte_timeout = "300ms"\nidle_timeout = "300ms"\n',
    });
    try {
      await simulator.fault({ delay_ms: { head: 60_000 } });
      assert.equal((await errorOf(false, hasty.client())).status, 504);
      await simulator.fault({ delay_ms: { events: 60_000 } });
      const error = await errorOf(true, hasty.client());
      assert.equal(error.code, "upstream_timeout");
    } finally {
      await hasty.stop();
    }
  });

  test("the gateway goes on afterwards", async () => {
    await gateway.client().chat.completions.create(hello());
  });
});

describe("the SDK's own retries", () => {
  test("end well once Bedrock does", async () => {
    await simulator.fault({ times: 2, error: { code: "ThrottlingException", retry_after: "0" } });
    const client = gateway.client({ maxRetries: 2 });
    await client.chat.completions.create(hello());
    const statuses = (await simulator.requests()).length;
    assert.equal(statuses, 3);
  });

  test("are not made for what cannot get better", async () => {
    await simulator.fault({ error: { code: "ValidationException" } });
    await errorOf(false, gateway.client({ maxRetries: 2 }));
    assert.equal((await simulator.requests()).length, 1);
  });
});
