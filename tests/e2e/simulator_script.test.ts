// A script plays an agent through: what the model says, answer by answer, from a file.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import {
  BedrockRuntimeClient,
  ConverseCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { credentials, type Fault, Simulator } from "./lib/simulator.ts";

const modelId = "us.anthropic.claude-opus-4-5-20251101-v1:0";
const script: Fault[] = [
  { contains: ["a title"], answer: { text: "A title" } },
  {
    times: 1,
    answer: {
      content: [
        { reasoning: { text: "I have to look." } },
        { tool_use: { id: "toolu_1", name: "read", fragments: ["", '{"path":', '"a"}'] } },
      ],
    },
  },
  {
    times: 1,
    contains: ["toolu_1"],
    answer: { content: [{ text: "It is empty." }], input_tokens: 7 },
  },
];

const folder = mkdtempSync(join(tmpdir(), "gw-script-"));
let simulator: Simulator;
let client: BedrockRuntimeClient;

before(async () => {
  const file = join(folder, "script.json");
  writeFileSync(file, JSON.stringify(script));
  simulator = await Simulator.start("--script", file);
  client = new BedrockRuntimeClient({
    endpoint: simulator.url,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  });
});
after(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

const tools = [{ name: "read", input_schema: { type: "object" } }];
const input = (...messages: object[]) => ({
  modelId,
  contentType: "application/json",
  body: JSON.stringify({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 5000,
    thinking: { type: "enabled", budget_tokens: 2000 },
    tools,
    messages,
  }),
});
const question = { role: "user", content: "What is in it?" };

async function streamed(...messages: object[]): Promise<any[]> {
  const { body } = await client.send(new InvokeModelWithResponseStreamCommand(input(...messages)));
  const events: any[] = [];
  for await (const { chunk } of body!) {
    if (chunk) events.push(JSON.parse(new TextDecoder().decode(chunk.bytes)));
  }
  return events;
}

test("a call, then the text that follows its result, and others in between", async () => {
  const events = await streamed(question);
  assert.deepEqual(
    events.map((event) => event.delta?.type ?? event.content_block?.type ?? event.type).join(" "),
    "message_start thinking thinking_delta thinking_delta thinking_delta thinking_delta " +
      "signature_delta content_block_stop tool_use input_json_delta input_json_delta " +
      "input_json_delta content_block_stop message_delta message_stop",
  );
  const signature = events.find((event) => event.delta?.signature).delta.signature;

  const aside = new ConverseCommand({
    modelId: "us.amazon.nova-lite-v1:0",
    messages: [{ role: "user", content: [{ text: "Make a title" }] }],
  });
  assert.deepEqual((await client.send(aside)).output!.message!.content, [{ text: "A title" }]);

  const turns = [
    question,
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "I have to look.", signature },
        { type: "tool_use", id: "toolu_1", name: "read", input: { path: "a" } },
      ],
    },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "" }] },
  ];
  const whole = async () => {
    const { body } = await client.send(new InvokeModelCommand(input(...turns)));
    return JSON.parse(new TextDecoder().decode(body));
  };
  const answer = await whole();
  assert.deepEqual(answer.content, [{ type: "text", text: "It is empty." }]);
  assert.equal(answer.usage.input_tokens, 7);
  assert.match((await whole()).content.at(-1).text, /the Bedrock simulator/); // of its own again
});

test("a script that is none is not played", async () => {
  const file = join(folder, "none.json");
  writeFileSync(file, '[{"answer":{"txet":"a"}}]');
  await assert.rejects(Simulator.start("--script", file), /extraneous key \[txet\]/);
});
