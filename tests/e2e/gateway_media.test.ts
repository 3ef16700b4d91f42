// Images, documents and files behind URLs, sent as the official client's users send them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";

import type OpenAI from "openai";

import { claude, Gateway, hello } from "./lib/gateway.ts";
import { keepsMemory } from "./lib/process.ts";
import { postJson, request } from "./lib/request.ts";
import { echo, Simulator } from "./lib/simulator.ts";

type Part = OpenAI.Chat.Completions.ChatCompletionContentPart;

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const jpeg = Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex");
const pdf = Buffer.from("%PDF-1.4\n%%EOF\n");
const dataUrl = (type: string, bytes: Buffer): string =>
  `data:${type};base64,${bytes.toString("base64")}`;
const image = (url: string): Part => ({ type: "image_url", image_url: { url } });
const file = (filename: string, file_data: string): Part => ({
  type: "file",
  file: { filename, file_data },
});
const text = (value: string): Part => ({ type: "text", text: value });
const ask = (...content: Part[]) => ({
  model: claude,
  messages: [{ role: "user" as const, content }],
});

let simulator: Simulator;
let gateway: Gateway;
let images: http.Server;
let origin: string;
let asked: http.IncomingMessage[] = [];

// A host of pictures, some of them odd.
function serve(incoming: http.IncomingMessage, answer: http.ServerResponse): void {
  asked.push(incoming);
  const path = incoming.url ?? "";
  if (path === "/dot.png") {
    answer.writeHead(200, { "content-type": "image/gif", "set-cookie": "a=b" }).end(png);
  } else if (path === "/moved") {
    answer.writeHead(302, { location: "/dot.png" }).end();
  } else if (path === "/inside") {
    answer.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
  } else if (path === "/page") {
    answer.writeHead(200, { "content-type": "image/png" }).end("<html>log in</html>");
  } else if (path === "/large") {
    answer.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(200_000, png));
  } else if (path === "/trickle") {
    answer.writeHead(200, { "content-type": "image/png" });
    let at = 0;
    const drop = setInterval(() => answer.write(png.subarray(at, ++at)), 1000);
    answer.on("close", () => clearInterval(drop));
  } else {
    answer.writeHead(404).end();
  }
}

before(async () => {
  images = http.createServer(serve);
  await new Promise<void>((resolve) => images.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(images.address() as AddressInfo).port}`;
  simulator = await Simulator.start();
  gateway = await Gateway.start({
    simulator,
    config: `[media]\nfetch_hosts = ["*.example"]\nfetch_private_origins = ["${origin}"]\nfetch_timeout = "3s"\n`,
  });
});
after(async () => {
  await gateway.stop();
  await simulator.stop();
  images.closeAllConnections();
  await new Promise((resolve) => images.close(resolve));
});
beforeEach(async () => {
  asked = [];
  await simulator.reset();
});

const chat = () => gateway.client().chat.completions;
const said = async (...parts: Part[]): Promise<string> => {
  const answer = await chat().create(ask(...parts));
  return answer.choices[0]!.message.content!.replace(echo(claude, ""), "");
};
const refused = async (parts: Part[], param: string, message: RegExp): Promise<void> => {
  await assert.rejects(chat().create(ask(...parts)), (error: InstanceType<typeof OpenAI.APIError>) => {
    assert.equal(error.status, 400);
    assert.equal(error.param, param);
    assert.match(error.message, message);
    return true;
  });
};

describe("what comes along", () => {
  test("an image in a data URL reaches Bedrock, in the format of its bytes", async () => {
    assert.equal(
      await said(text("What is it?"), image(dataUrl("image/png", png))),
      `What is it?\n[image png ${png.length} bytes]`,
    );
    assert.equal(
      await said(image(dataUrl("image/png", jpeg))),
      `[image jpeg ${jpeg.length} bytes]`,
    );
  });

  test("a document gets a name that Bedrock takes, and a text beside it", async () => {
    assert.equal(
      await said(file("분기보고서.pdf", dataUrl("application/pdf", pdf))),
      `[document pdf document-1 ${pdf.length} bytes]\nSee the attachment.`,
    );
    assert.equal(
      await said(file("a_b.csv", dataUrl("text/csv", Buffer.from("a,b\n"))), text("Sum?")),
      "[document csv a b 4 bytes]\nSum?",
    );
  });

  test("an image in a tool's result stays there", async () => {
    const answer = await chat().create({
      model: claude,
      tools: [{ type: "function", function: { name: "look" } }],
      messages: [
        { role: "user", content: "Look." },
        {
          role: "assistant",
          tool_calls: [{ id: "c1", type: "function", function: { name: "look", arguments: "{}" } }],
        },
        {
          role: "tool",
          tool_call_id: "c1",
          // Not in OpenAI's types, but what its users send.
          content: [image(dataUrl("image/png", png))] as never,
        },
      ],
    });
    assert.match(answer.choices[0]!.message.content ?? "", /\[image png 70 bytes\]/);
    const body = await simulator.lastBody();
    assert.ok(body.messages[2].content[0].toolResult.content[0].image);
  });

  test("twenty images are taken, and the next is named", async () => {
    const many = Array.from({ length: 20 }, () => image(dataUrl("image/png", png)));
    assert.equal((await said(...many)).match(/\[image png 70 bytes\]/g)!.length, 20);
    await refused([...many, ...many], "messages[0].content[20].image_url", /at most 20 images/);
  });

  test("25 MB arrive byte for byte, and streamed as well", async () => {
    const size = 3_700_000;
    const large = Buffer.alloc(size, "x");
    png.copy(large);
    const parts = Array.from({ length: 5 }, () => image(dataUrl("image/png", large)));
    assert.equal(
      await said(...parts),
      Array.from({ length: 5 }, () => `[image png ${size} bytes]`).join("\n"),
    );
    let streamed = "";
    for await (const chunk of await chat().create({ ...ask(...parts), stream: true })) {
      streamed += chunk.choices[0]?.delta.content ?? "";
    }
    assert.equal(streamed.match(/3700000 bytes/g)!.length, 5);
  });

  test("too much is a 413 in JSON, an image that is too large a 400 that names it", async () => {
    const answer = await request(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": "34000000" },
      unfinished: true,
    });
    assert.equal(answer.status, 413);
    assert.equal(JSON.parse(answer.body).error.code, "request_too_large");
    const large = Buffer.alloc(4_000_000);
    png.copy(large);
    const url = dataUrl("image/png", large);
    await refused([image(url)], "messages[0].content[0].image_url", /has 4000000 bytes/);
  });

  test("what Bedrock does not take is refused with its place", async () => {
    const svg = dataUrl("image/svg+xml", Buffer.from("<svg/>"));
    await refused([text("a"), image(svg)], "messages[0].content[1].image_url", /it is SVG/);
    assert.equal((await simulator.requests()).length, 0);
  });
});

describe("files behind URLs", () => {
  test("are fetched, and are what their bytes say", async () => {
    const dot = image(`${origin}/dot.png`);
    assert.equal(await said(dot, dot, text("?")), "[image png 70 bytes]\n[image png 70 bytes]\n?");
    assert.equal(asked.length, 2);
    assert.deepEqual(Object.keys(asked[0]!.headers).sort(), [
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  test("are followed to where they have moved, but not inside", async () => {
    assert.equal(await said(image(`${origin}/moved`)), "[image png 70 bytes]");
    await refused(
      [image(`${origin}/inside`)],
      "messages[0].content[0].image_url",
      /does not fetch from '169\.254\.169\.254'/,
    );
  });

  test("are refused from elsewhere, by name and by address", async () => {
    const at = "messages[0].content[0].image_url";
    for (const url of [
      `http://127.0.0.1:1/`,
      "http://169.254.169.254/latest/meta-data/",
      "https://[::1]/",
      "https://evil.test/",
    ]) {
      await refused([image(url)], at, /media\.fetch_hosts/);
    }
    for (const url of ["https://2130706433/", "https://0x7f.1/", "https://user@a.example/"]) {
      await refused([image(url)], at, /Could not fetch/);
    }
    await refused([image("http://a.example/")], at, /https only/);
    assert.equal(asked.length, 0);
  });

  test("that are something else are refused", async () => {
    const at = "messages[0].content[0].image_url";
    await refused([image(`${origin}/nothing`)], at, /answered with status 404/);
    await refused([image(`${origin}/page`)], at, /its bytes are not those of an image/);
  });

  test("that trickle cost only their own request", async () => {
    const slow = refused(
      [image(`${origin}/trickle`)],
      "messages[0].content[0].image_url",
      /took longer than 3000 ms/,
    );
    for (let i = 0; i < 5; ++i) {
      assert.equal((await request(`${gateway.url}/healthz`)).status, 200);
      assert.equal(await said(image(`${origin}/dot.png`)), "[image png 70 bytes]");
    }
    await slow;
  });

  test("are refused where they would take too much memory", async () => {
    const config = `[server]\nmax_body_memory = "100KiB"\n[media]\nfetch_private_origins = ["${origin}"]\n`;
    const small = await Gateway.start({ simulator, config });
    try {
      const url = `${small.url}/v1/chat/completions`;
      const answer = await postJson(url, ask(image(`${origin}/large`)));
      assert.equal(answer.status, 503, answer.body);
      assert.equal(JSON.parse(answer.body).error.code, "server_is_overloaded");
      assert.match(String(answer.headers["retry-after"]), /^\d+$/);
      assert.equal((await postJson(url, ask(image(`${origin}/dot.png`)))).status, 200);
    } finally {
      await small.stop();
    }
  });

  test("are not fetched unless the operator has said so", async () => {
    const closed = await Gateway.start({ simulator });
    try {
      const create = closed.client().chat.completions.create(ask(image(`${origin}/dot.png`)));
      await assert.rejects(create, /does not fetch files.*media\.fetch_hosts/);
      assert.equal(asked.length, 0);
    } finally {
      await closed.stop();
    }
  });
});

// U33: what the gateway holds of a large request is its body and what it makes of it for
// Bedrock. What they are moved and where they end costs the rest: large pages, the first of the body.
describe("u52: a request of 20 MB is there twice", { skip: keepsMemory }, () => {
  const size = 20_000_000;
  const large = Buffer.alloc(3_750_000, "x");
  png.copy(large);
  const contents: [string, Part[]][] = [
    ["of text", [text("A word. ".repeat(size / 8))]],
    ["of images", Array.from({ length: 4 }, () => image(dataUrl("image/png", large)))],
  ];
  for (const [name, content] of contents) {
    test(name, async () => {
      const fresh = await Gateway.start({ simulator, flags: ["--workers", "1"] });
      try {
        const peak = () => {
          const status = readFileSync(`/proc/${fresh.pid}/status`, "utf8");
          return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1024;
        };
        const { completions } = fresh.client().chat;
        await completions.create(hello()); // what comes with the first request
        const before = peak();
        await simulator.fault({ answer: { text: "Many." } });
        await completions.create({ ...hello(), messages: [{ role: "user", content }] });
        const copies = (peak() - before) / size;
        assert.ok(copies < 2.25, `${copies} copies`);
      } finally {
        await fresh.stop();
      }
    });
  }
});
