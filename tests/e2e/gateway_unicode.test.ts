// U45: text of every script, in both directions and however it is cut.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, test } from "node:test";

import { hello } from "./lib/gateway.ts";
import { serve } from "./lib/serve.ts";
import { cityOnly } from "./lib/tools.ts";

const { simulator, gateway } = await serve();

const scripts = "世界 안녕 שלום नमस्ते 😀 👩‍👩‍👧 🇩🇪 e\u0301 \u0000 \u2028";
const lastSaid = async (): Promise<string> =>
  (await simulator.lastBody()).messages.at(-1).content[0].text;

// Sends the bytes of a body one by one, and resolves with all that is answered.
function post(body: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (data) => (answer += data));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
    socket.write(
      "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    const send = (at: number): void => {
      if (at === body.length) return;
      socket.write(body.subarray(at, at + 1), () => setImmediate(send, at + 1));
    };
    send(0);
  });
}

test("arrives as it was said, whole and streamed, a word or a character at a time", async () => {
  const request = hello();
  request.messages = [{ role: "user", content: scripts }];
  const { chat } = gateway.client();
  const whole = await chat.completions.create(request);
  assert.equal(await lastSaid(), scripts);
  assert.ok(whole.choices[0]!.message.content!.includes(scripts));

  const text = scripts.repeat(20);
  for (const deltas of [1, 7, 50]) {
    await simulator.fault({ answer: { text, deltas } });
    let said = "";
    for await (const { choices } of await chat.completions.create({ ...request, stream: true })) {
      said += choices[0]?.delta.content ?? "";
    }
    assert.equal(said, text);
  }
});

test("is not cut apart with the request's bytes", async () => {
  const body = JSON.stringify({ ...hello(), messages: [{ role: "user", content: scripts }] });
  assert.match(await post(Buffer.from(body)), /^HTTP\/1.1 200 /);
  assert.equal(await lastSaid(), scripts);
});

test("arguments of tools keep their bytes, and are not escaped", async () => {
  const city = "東京 😀";
  const content = [{ tool_use: { name: "get_weather", fragments: [...`{"city":"${city}"}`] } }];
  await simulator.fault({ answer: { content } });
  const tools = [
    { type: "function" as const, function: { name: "get_weather", parameters: cityOnly } },
  ];
  const { chat } = gateway.client();
  const request = { ...hello(), tools };
  const { choices } = await chat.completions.stream(request).finalChatCompletion();
  const [call] = choices[0]!.message.tool_calls!;
  assert.equal((call as any).function.arguments, `{"city":"${city}"}`);
  await chat.completions.create({
    ...request,
    messages: [
      ...request.messages,
      choices[0]!.message,
      { role: "tool", tool_call_id: call!.id, content: city },
    ],
  });
  const sent = (await simulator.requests()).at(-1)!.body;
  assert.ok(sent.includes(`"input":{"city":"${city}"}`), sent);
});

describe("what is no Unicode", () => {
  const prefix = `{"model":"${hello().model}","messages":[{"role":"user","content":"`;
  const bytes = (...middle: number[]) =>
    Buffer.concat([Buffer.from(prefix), Buffer.from(middle), Buffer.from('"}]}')]);
  const cases: [string, Uint8Array][] = [
    ["a byte that none begins with", bytes(0xff)],
    ["a character that breaks off", bytes(0xf0, 0x9f, 0x98)],
    ["an overlong slash", bytes(0xc0, 0xaf)],
    ["an encoded surrogate", bytes(0xed, 0xa0, 0xbd)],
  ];
  for (const [name, body] of cases) {
    test(`${name} is a 400`, async () => {
      const answer = await post(body);
      assert.match(answer, /^HTTP\/1.1 400 /);
      assert.match(answer, /"invalid_request_error"/);
      assert.equal((await simulator.requests()).length, 0);
    });
  }

  test("a lone surrogate becomes a replacement character", async () => {
    const body = `${prefix}a\\ud83d b \\ude00"}]}`;
    assert.match(await post(Buffer.from(body)), /^HTTP\/1.1 200 /);
    assert.equal(await lastSaid(), "a\ufffd b \ufffd");
  });
});
