// LangChain as a client: `@langchain/openai`.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AIMessageChunk, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { type StructuredToolInterface, tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { z } from "zod";

import { pixel } from "./lib/pictures.ts";
import { serve } from "./lib/serve.ts";
import { reasoningModels, time, toolModels, twoCalls, weatherIn } from "./lib/tools.ts";

const { simulator, gateway } = await serve();

const weather = tool(weatherIn, {
  name: "get_weather",
  description: "The weather of a city",
  schema: z.object({ city: z.string() }),
});
const clock = tool(time, { name: "get_time", description: "The time", schema: z.object({}) });
const tools: Record<string, StructuredToolInterface> = { get_weather: weather, get_time: clock };

const plainModel = (model: string, modelKwargs = {}) =>
  new ChatOpenAI({
    model,
    modelKwargs,
    apiKey: "not-looked-at",
    maxRetries: 0,
    useResponsesApi: false,
    streamUsage: true,
    configuration: { baseURL: `${gateway.url}/v1` },
  });
const chatModel = (model: string) => plainModel(model).bindTools([weather, clock]);

async function wholeOf(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  let all: AIMessageChunk | undefined;
  for await (const chunk of stream) all = all === undefined ? chunk : all.concat(chunk);
  return all!;
}

describe("an agent's loop", () => {
  for (const model of toolModels) {
    for (const streamed of [false, true]) {
      test(`${model}, ${streamed ? "streamed" : "whole"}`, async () => {
        const bound = chatModel(model);
        const messages: BaseMessage[] = [new HumanMessage(twoCalls)];
        const ask = async () => {
          const answer = streamed
            ? await wholeOf(await bound.stream(messages))
            : await bound.invoke(messages);
          messages.push(answer);
          return answer;
        };
        const first = await ask();
        assert.deepEqual(
          first.tool_calls!.map(({ name, args }) => [name, args]),
          [
            ["get_weather", { city: "Köln" }],
            ["get_time", {}],
          ],
        );
        assert.ok(first.usage_metadata!.total_tokens > 0);
        for (const call of first.tool_calls!) {
          messages.push(await tools[call.name]!.invoke(call as never));
        }
        assert.match((await ask()).text, /The tools said: sunny in Köln\nnoon/);
        messages.push(new HumanMessage("Thanks!"));
        assert.match((await ask()).text, /You said: Thanks!/);
      });
    }
  }
});

// U3f: a client that sends none of the reasoning back.
describe("reasoning about a picture, through tools and several turns", () => {
  for (const model of reasoningModels) {
    for (const streamed of [false, true]) {
      test(`${model}, ${streamed ? "streamed" : "whole"}`, async () => {
        const bound = plainModel(model, { reasoning_effort: "low" }).bindTools([weather, clock]);
        const content = [
          { type: "image_url", image_url: { url: pixel } },
          { type: "text", text: twoCalls },
        ];
        const messages: BaseMessage[] = [new HumanMessage({ content })];
        const ask = async () => {
          const answer = streamed
            ? await wholeOf(await bound.stream(messages))
            : await bound.invoke(messages);
          messages.push(answer);
          return answer;
        };
        const askThroughTools = async () => {
          const { tool_calls } = await ask();
          for (const call of tool_calls!) messages.push(await tools[call.name]!.invoke(call as never));
          return (await ask()).text;
        };
        assert.match(await askThroughTools(), /The tools said: sunny in Köln\nnoon/);
        messages.push(new HumanMessage('get_weather({"city":"Rome"})'));
        assert.match(await askThroughTools(), /The tools said: sunny in Rome/);
        const requests = await simulator.requests();
        assert.deepEqual(
          requests.map(({ status }) => status),
          [200, 200, 200, 200],
        );
        const { messages: sent, additionalModelRequestFields } = await simulator.lastBody();
        assert.ok(additionalModelRequestFields.thinking);
        assert.equal(sent[0].content[0].image.format, "png");
        assert.ok(sent.at(-2).content[0].reasoningContent.reasoningText.signature);
      });
    }
  }
});

test("an object is made of a picture", async () => {
  await simulator.fault({ answer: { text: '{"city":"Paris"}' } });
  const schema = z.object({ city: z.string() });
  const structured = plainModel(toolModels[0]!).withStructuredOutput(schema, {
    name: "place",
    method: "jsonSchema",
  });
  const content = [
    { type: "text", text: "Where is this?" },
    { type: "image_url", image_url: { url: pixel } },
  ];
  assert.deepEqual(await structured.invoke([new HumanMessage({ content })]), { city: "Paris" });
  const { messages } = await simulator.lastBody();
  assert.equal(messages[0].content[1].image.format, "png");
});
