// Vercel's AI SDK at the doors of Anthropic's and of OpenAI's newer API: `@ai-sdk/anthropic` and
// `@ai-sdk/openai`.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, isStepCount, jsonSchema, type LanguageModel, Output, streamText, tool } from "ai";
import { z } from "zod";

import { gpt, gptOss, nova, opus47, sonnet45, sonnet46 } from "./lib/anthropic.ts";
import { pixel } from "./lib/pictures.ts";
import { serve } from "./lib/serve.ts";
import { time, twoCalls, weatherIn } from "./lib/tools.ts";

const { simulator, gateway } = await serve();
const options = { baseURL: `${gateway.url}/v1`, apiKey: "not-looked-at" };
const doors: [name: string, model: (id: string) => LanguageModel, reasoning: any][] = [
  ["anthropic", createAnthropic(options), { anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } } }],
  ["openai", createOpenAI(options).responses, { openai: { store: false, reasoningEffort: "low", reasoningSummary: "auto", forceReasoning: true, include: ["reasoning.encrypted_content"] } }],
];
const tools = {
  get_weather: tool({ description: "The weather of a city", inputSchema: z.object({ city: z.string() }), execute: weatherIn }),
  get_time: tool({ inputSchema: jsonSchema<Record<string, never>>({ type: "object", properties: {} }), execute: time }),
};

for (const [name, model, reasoning] of doors) {
  describe(`@ai-sdk/${name}`, () => {
    const request = (id: string) => ({ model: model(id), tools, stopWhen: isStepCount(5), maxRetries: 0 });
    const stateless: Record<string, any> = name === "openai" ? { openai: { store: false } } : {};

    for (const id of [sonnet45, opus47, nova, gptOss, gpt]) {
      test(`a tool loop with ${id}, whole`, async () => {
        const first = await generateText({ ...request(id), prompt: twoCalls, providerOptions: stateless });
        assert.match(first.text, /The tools said: sunny in Köln\nnoon/);
        assert.equal(first.finishReason, "stop");
        assert.ok(first.usage.totalTokens! > 0);
        const again = { role: "user" as const, content: 'get_weather({"city":"Rome"})' };
        const messages = [{ role: "user" as const, content: twoCalls }, ...first.responseMessages, again];
        const second = await generateText({ ...request(id), messages, providerOptions: stateless });
        assert.match(second.text, /The tools said: sunny in Rome/);
      });

      test(`a tool loop with ${id}, streamed`, async () => {
        const answer = streamText({ ...request(id), prompt: twoCalls, providerOptions: stateless });
        const seen: string[] = [];
        for await (const part of answer.fullStream) {
          if (part.type === "tool-call") seen.push(`${part.toolName} ${JSON.stringify(part.input)}`);
          if (part.type === "error") throw part.error;
        }
        assert.deepEqual(seen, ['get_weather {"city":"Köln"}', "get_time {}"]);
        assert.match(await answer.text, /The tools said: sunny in Köln\nnoon/);
      });
    }

    for (const id of [sonnet45, sonnet46]) {
      for (const streamed of [false, true]) {
        test(`reasoning through tools with ${id}${streamed ? ", streamed" : ""}`, async () => {
          const all = { ...request(id), prompt: twoCalls, providerOptions: reasoning };
          const answer = streamed ? streamText(all) : await generateText(all);
          assert.match(await answer.text, /The tools said: sunny in Köln\nnoon/);
          const steps = await answer.steps;
          assert.match(steps[0]!.reasoningText!, /^Let me think about/);
          const requests = await simulator.requests();
          assert.ok(requests.every(({ status }) => status === 200));
          assert.match(requests.at(-1)!.body, /"signature":"[^"]+"/);
        });
      }
    }

    test("an object is made of a picture", async () => {
      await simulator.fault({ answer: { text: '{"city":"Paris"}' } });
      for (const id of [sonnet45, nova]) {
        const { output } = await generateText({
          model: model(id),
          output: Output.object({ schema: z.object({ city: z.string() }) }),
          messages: [{ role: "user", content: [{ type: "text", text: "Where is this?" }, { type: "image", image: pixel }] }],
          maxRetries: 0,
          providerOptions: stateless,
        });
        assert.deepEqual(output, { city: "Paris" });
      }
    });
  });
}
