// Vercel's AI SDK as a client: `ai` with `@ai-sdk/openai-compatible`.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, isStepCount, Output, jsonSchema, streamText, tool } from "ai";
import { z } from "zod";

import { pixel } from "./lib/pictures.ts";
import { serve } from "./lib/serve.ts";
import { reasoningModels, time, toolModels, twoCalls, weatherIn } from "./lib/tools.ts";

const { simulator, gateway } = await serve();

const provider = () =>
  createOpenAICompatible({
    name: "gateway",
    baseURL: `${gateway.url}/v1`,
    apiKey: "not-looked-at",
    includeUsage: true,
    supportsStructuredOutputs: true,
  });

describe("a tool loop", () => {
  const tools = {
    get_weather: tool({
      description: "The weather of a city",
      inputSchema: z.object({ city: z.string(), days: z.number().optional() }),
      execute: weatherIn,
    }),
    get_time: tool({
      inputSchema: jsonSchema<Record<string, never>>({ type: "object", properties: {} }),
      execute: time,
    }),
  };
  for (const model of toolModels) {
    test(`${model}, whole`, async () => {
      const request = {
        model: provider()(model),
        tools,
        stopWhen: isStepCount(5),
        maxRetries: 0,
      };
      const first = await generateText({ ...request, prompt: twoCalls });
      assert.match(first.text, /The tools said: sunny in Köln\nnoon/);
      assert.equal(first.steps.length, 2);
      assert.equal(first.finishReason, "stop");
      assert.ok(first.usage.totalTokens! > 0);

      // And on, with all that was said.
      const second = await generateText({
        ...request,
        messages: [
          { role: "user", content: twoCalls },
          ...first.responseMessages,
          { role: "user", content: 'get_weather({"city":"Rome"})' },
        ],
      });
      assert.match(second.text, /The tools said: sunny in Rome/);
    });

    test(`${model}, streamed`, async () => {
      const answer = streamText({
        model: provider()(model),
        tools,
        stopWhen: isStepCount(5),
        maxRetries: 0,
        prompt: twoCalls,
      });
      const seen: string[] = [];
      for await (const part of answer.fullStream) {
        if (part.type === "tool-call") seen.push(`${part.toolName} ${JSON.stringify(part.input)}`);
        if (part.type === "tool-result") seen.push(String(part.output));
        if (part.type === "error") throw part.error;
      }
      assert.deepEqual(seen.toSorted(), [
        "get_time {}",
        'get_weather {"city":"Köln"}',
        "noon",
        "sunny in Köln",
      ]);
      assert.match(await answer.text, /The tools said: sunny in Köln\nnoon/);
      assert.equal(await answer.finishReason, "stop");
      assert.ok((await answer.usage).totalTokens! > 0);
    });
  }

  test("with a tool that has to be called", async () => {
    const { toolCalls, finishReason } = await generateText({
      model: provider()(toolModels[0]!),
      tools,
      toolChoice: { type: "tool", toolName: "get_weather" },
      prompt: "Paris",
      maxRetries: 0,
    });
    assert.equal(finishReason, "tool-calls");
    assert.deepEqual(toolCalls[0]!.input, { city: "Paris" });
  });
});

// U3f, U48: the client shows the reasoning, and sends back what it can of it.
describe("reasoning about a picture, through tools and several turns", () => {
  const tools = {
    get_weather: tool({ inputSchema: z.object({ city: z.string() }), execute: weatherIn }),
    get_time: tool({
      inputSchema: jsonSchema<Record<string, never>>({ type: "object", properties: {} }),
      execute: time,
    }),
  };
  const picture = { type: "image" as const, image: pixel };
  const asked = { role: "user" as const, content: [picture, { type: "text" as const, text: twoCalls }] };
  const again = { role: "user" as const, content: 'get_weather({"city":"Rome"})' };
  for (const model of reasoningModels) {
    const request = {
      tools,
      stopWhen: isStepCount(5),
      maxRetries: 0,
      providerOptions: { gateway: { reasoningEffort: "low" } },
    };
    test(`${model}, whole`, async () => {
      const all = { ...request, model: provider()(model) };
      const first = await generateText({ ...all, messages: [asked] });
      assert.match(first.text, /The tools said: sunny in Köln\nnoon/);
      assert.match(first.steps[0]!.reasoningText!, /^Let me think about/);
      const messages = [asked, ...first.responseMessages, again];
      const second = await generateText({ ...all, messages });
      assert.match(second.text, /The tools said: sunny in Rome/);
      await checkUpstream();
    });

    test(`${model}, streamed`, async () => {
      const all = { ...request, model: provider()(model) };
      const first = streamText({ ...all, messages: [asked] });
      assert.match(await first.text, /The tools said: sunny in Köln\nnoon/);
      assert.match((await first.steps)[0]!.reasoningText!, /^Let me think about/);
      const messages = [asked, ...(await first.responseMessages), again];
      const second = streamText({ ...all, messages });
      assert.match(await second.text, /The tools said: sunny in Rome/);
      await checkUpstream();
    });
  }

  // All that was asked got an answer, the picture arrived, and so did the signed reasoning.
  async function checkUpstream() {
    const requests = await simulator.requests();
    assert.deepEqual(
      requests.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const { messages, additionalModelRequestFields } = await simulator.lastBody();
    assert.ok(additionalModelRequestFields.thinking);
    assert.equal(messages[0].content[0].image.format, "png");
    const { reasoningText } = messages.at(-2).content[0].reasoningContent;
    assert.ok(reasoningText.signature);
  }
});

test("an object is made of a picture", async () => {
  await simulator.fault({ answer: { text: '{"city":"Paris"}' } });
  const { output } = await generateText({
    model: provider()(toolModels[0]!),
    output: Output.object({ schema: z.object({ city: z.string() }) }),
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Where is this?" },
          { type: "image", image: pixel },
        ],
      },
    ],
    maxRetries: 0,
  });
  assert.deepEqual(output, { city: "Paris" });
  const { messages } = await simulator.lastBody();
  assert.equal(messages[0].content[1].image.format, "png");
});
