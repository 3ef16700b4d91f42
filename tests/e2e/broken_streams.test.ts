// Answers that break anywhere, as the clients of /v1/messages and /v1/responses see them. The law: what
// looks complete is complete, and everything else is an error that says why.
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { anthropic, greeting, nova, sonnet45 } from "./lib/anthropic.ts";
import { chunk, type Event, Frames } from "./lib/frames.ts";
import { Gateway } from "./lib/gateway.ts";
import { type AnswerBlock, type Fault, Simulator } from "./lib/simulator.ts";
import { cityOnly } from "./lib/tools.ts";

const config = "[retry]\nattempts = 1";
const simulator = await Simulator.start();
const gateway = await Gateway.start({ simulator, config });
const frames = await Frames.start();
const framed = await Gateway.start({ config: `aws.endpoint = "${frames.url}"\n${config}` });
after(async () => {
  await gateway.stop();
  await framed.stop();
  frames.stop();
  await simulator.stop();
});
beforeEach(() => simulator.reset());

// What a client has understood: everything, or why not.
type Outcome = { said: unknown } | { code: string; message: string };
interface Judge {
  name: string;
  ask(model: string, stream: boolean, through?: Gateway): Promise<Outcome>;
}

// Thinking may be but a signature.
const shows = (block: unknown): boolean => block !== undefined && block !== "";

const messages: Judge = {
  name: "messages",
  async ask(model, stream, through = gateway) {
    const client = anthropic(through);
    const tools = [{ name: "get_weather", input_schema: cityOnly }];
    const body = { ...greeting(model), tools };
    try {
      const answer = await (stream ? client.messages.stream(body).finalMessage() : client.messages.create(body));
      const said = answer.content.map((block: any) => block.thinking ?? block.text ?? block.input);
      return { said: [...said.filter(shows), answer.stop_reason] };
    } catch (error) {
      assert.ok(error instanceof Anthropic.APIError, `no error of the gateway's: ${error}`);
      const { type, message } = (error.error as any).error;
      return { code: type, message };
    }
  },
};

const responses: Judge = {
  name: "responses",
  async ask(model, stream, through = gateway) {
    const client = through.client();
    const tools = [{ type: "function" as const, name: "get_weather", parameters: cityOnly, strict: false }];
    const body = { model, input: "Hello!", tools };
    try {
      const { status, output, error, ...rest } = await (stream
        ? client.responses.stream(body).finalResponse()
        : client.responses.create(body));
      if (status === "failed") return { code: error!.code, message: error!.message };
      const said = output.map((item: any) => {
        if (item.type === "reasoning") return [...item.summary, ...(item.content ?? [])][0]?.text;
        return item.type === "message" ? item.content[0].text : JSON.parse(item.arguments);
      });
      const end = status === "completed" ? "tool_use" : `${status} ${rest.incomplete_details?.reason}`;
      return { said: [...said.filter(shows), end] };
    } catch (error) {
      assert.ok(error instanceof OpenAI.APIError, `no error of the gateway's: ${error}`);
      return { code: error.code ?? error.type!, message: error.message };
    }
  },
};

const content: AnswerBlock[] = [
  { reasoning: { text: "Let me see." } },
  { text: "I look at it." },
  { tool_use: { name: "get_weather", id: "toolu_1", fragments: ['{"ci', 'ty":"Ro', 'me"}'] } },
];
const whole = ["Let me see.", "I look at it.", { city: "Rome" }, "tool_use"];

// True when the client believes that it has the answer.
function judge(outcome: Outcome): boolean {
  if ("said" in outcome) {
    assert.deepEqual(outcome.said, whole);
    return true;
  }
  assert.ok(outcome.code, "a code");
  assert.ok(outcome.message, "a reason");
  return false;
}

for (const door of [messages, responses]) {
  for (const model of [sonnet45, nova]) {
    describe(`${door.name} from ${model}`, () => {
      const ask = async (fault: Fault, stream = true) => {
        await simulator.fault({ ...fault, answer: { content } });
        return judge(await door.ask(model, stream));
      };

      test("whole", async () => {
        assert.ok(await ask({}, true));
        assert.ok(await ask({}, false));
      });

      for (const how of ["end", "close", "reset"] as const) {
        test(`cut after each frame (${how})`, async () => {
          for (let frame = 0; frame < 20; ++frame) {
            const complete = await ask({ cut: { how, at_frame: frame } });
            assert.ok(!complete || frame > 12, `${frame} frames are no answer`);
          }
        });
      }

      test("cut within frames", async () => {
        for (let at_byte = 1; at_byte < 1400; at_byte += 97)
          assert.ok(!(await ask({ cut: { at_byte } })), `${at_byte}`);
      });

      test("cut within a whole answer", async () => {
        for (let at_byte = 0; at_byte < 200; at_byte += 39)
          assert.ok(!(await ask({ cut: { how: "close", at_byte } }, false)), `${at_byte}`);
      });

      test("with a frame that is corrupt", async () => {
        for (let frame = 0; frame < 12; ++frame) assert.ok(!(await ask({ corrupt_frame: frame })), `${frame}`);
      });

      test("without some frames", async () => {
        for (const part of ["block_start", "block_end", "stop", "metadata"] as const) {
          const complete = await ask({ omit: [part] });
          if (part === "stop") assert.ok(!complete);
        }
      });

      const kinds = {
        throttlingException: ["rate_limit_error", "rate_limit_exceeded"],
        serviceUnavailableException: ["overloaded_error", "server_error"],
        validationException: ["invalid_request_error", "invalid_prompt"],
        modelTimeoutException: ["timeout_error", "server_error"],
        internalServerException: ["api_error", "server_error"],
        modelStreamErrorException: ["api_error", "server_error"],
        somethingNew: ["api_error", "server_error"],
      };
      for (const [code, [type, responseCode]] of Object.entries(kinds)) {
        test(`ended by ${code}`, async () => {
          for (const modelled of [true, false]) {
            for (const after_deltas of [1, 3, 6]) {
              const exception = { code, message: "So it is.", after_deltas, modelled };
              const delay_ms = { events: after_deltas === 6 ? 10 : 0 }; // the stream has begun
              await simulator.fault({ answer: { content }, exception, delay_ms });
              const outcome = await door.ask(model, true);
              assert.ok("code" in outcome, `${JSON.stringify(outcome)}`);
              if (!modelled || (door === responses && after_deltas < 6)) continue; // its status says it
              assert.equal(outcome.code, door === messages ? type : responseCode);
            }
          }
        });
      }
    });
  }
}

// Streams in an order that no model speaks in.
const converse: Event[] = [
  ["messageStart", { role: "assistant" }],
  ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { text: "Let me see." } } }],
  ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { signature: "abc=" } } }],
  ["contentBlockStop", { contentBlockIndex: 0 }],
  ["contentBlockDelta", { contentBlockIndex: 1, delta: { text: "I look at it." } }],
  ["contentBlockStop", { contentBlockIndex: 1 }],
  ["contentBlockStart", { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t1", name: "get_weather" } } }],
  ["contentBlockDelta", { contentBlockIndex: 2, delta: { toolUse: { input: '{"city":"Rome"}' } } }],
  ["contentBlockStop", { contentBlockIndex: 2 }],
  ["messageStop", { stopReason: "tool_use" }],
  ["metadata", { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 1 } }],
];
const block = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block });
const delta = (index: number, type: string, rest: object) => ({ type: "content_block_delta", index, delta: { type, ...rest } });
const stop = (index: number) => ({ type: "content_block_stop", index });
const native: Event[] = [
  { type: "message_start", message: { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } },
  block(0, { type: "thinking", thinking: "", signature: "" }),
  delta(0, "thinking_delta", { thinking: "Let me see." }),
  delta(0, "signature_delta", { signature: "abc=" }),
  stop(0),
  block(1, { type: "text", text: "" }),
  delta(1, "text_delta", { text: "I look at it." }),
  stop(1),
  block(2, { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} }),
  delta(2, "input_json_delta", { partial_json: '{"city":"Rome"}' }),
  stop(2),
  { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 2 } },
  { type: "message_stop" },
].map(chunk);

const disorders: [string, (events: readonly Event[]) => Event[]][] = [
  ["as it should be", (events) => [...events]],
  ["backwards", (events) => events.toReversed()],
  ["without its beginning", (events) => events.slice(1)],
  ["begun twice", (events) => [events[0]!, ...events]],
  ["all of it twice", (events) => [...events, ...events]],
  ["with the end first", (events) => [events[0]!, ...events.slice(-2), ...events.slice(1, -2)]],
  ["with an end that is said twice", (events) => [...events, ...events.slice(-2)]],
  ["each event doubled", (events) => events.flatMap((event) => [event, event])],
];

describe("frames in disorder", () => {
  for (const door of [messages, responses]) {
    for (const [name, disorder] of disorders) {
      test(`${door.name}: ${name}`, async () => {
        const runs: [string, Event[]][] =
          door === messages ? [[sonnet45, native], [nova, converse]] : [[sonnet45, converse], [nova, converse]];
        for (const [model, events] of runs) {
          frames.events = disorder(events);
          const outcome = await door.ask(model, true, framed);
          if (name === "as it should be") assert.deepEqual(outcome, { said: whole });
          else judge(outcome);
        }
      });
    }

    test(`${door.name}: each two neighbours exchanged`, async () => {
      const runs: [string, Event[]][] = [[door === messages ? sonnet45 : nova, door === messages ? native : converse], [nova, converse]];
      for (const [model, events] of runs) {
        for (let at = 0; at + 1 < events.length; ++at) {
          frames.events = [...events.slice(0, at), events[at + 1]!, events[at]!, ...events.slice(at + 2)];
          judge(await door.ask(model, true, framed));
        }
      }
    });
  }

  test("trap 27: a text at index 1 alone has index 0", async () => {
    frames.events = [converse[0]!, converse[4]!, converse[5]!, ["messageStop", { stopReason: "end_turn" }], converse.at(-1)!];
    for (const door of [messages, responses]) {
      const outcome = await door.ask(nova, true, framed);
      assert.deepEqual(outcome, { said: ["I look at it.", door === messages ? "end_turn" : "tool_use"] });
    }
    const indexes: number[] = [];
    for await (const event of anthropic(framed).messages.stream(greeting(nova)))
      if ("index" in event) indexes.push(event.index);
    assert.deepEqual(new Set(indexes), new Set([0]));
  });
});
