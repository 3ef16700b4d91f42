// The signer against AWS's own (npm @smithy/signature-v4), on generated requests. The generator is
// seeded: a failure is the same on every run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { test } from "node:test";

import { SignatureV4 } from "@smithy/signature-v4";

import { testProgramPath } from "./lib/process.ts";

const signer = testProgramPath("sigv4_sign");
const requestCount = 3000;

interface Request {
  method: string;
  path: string; // as on the wire
  query: Record<string, string | string[]>; // decoded
  wireQuery: string;
  headers: Record<string, string>;
  body: Uint8Array;
  service: string;
  region: string;
  time: number; // seconds since the epoch
  sendContentSha256: boolean;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

// mulberry32
function randomNumbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const random = randomNumbers(20240530);
const integer = (below: number): number => Math.floor(random() * below);
const chance = (probability: number): boolean => random() < probability;
const pick = <T>(from: readonly T[]): T => from[integer(from.length)]!;
const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i));
const unicode = ["ä", "ß", "€", "漢字", "🚀", "e\u0301", "\u00a0", "\ufeff"];
const word = (most: number): string => times(1 + integer(most), () => pick([...letters])).join("");
const text = (most: number): string =>
  times(integer(most), () => (chance(0.1) ? pick(unicode) : pick([...ascii]))).join("");

// As the gateway sends it: everything escaped but the unreserved characters.
const escape = (part: string): string =>
  encodeURIComponent(part).replace(
    /[!'()*]/g,
    (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase(),
  );

function modelId(): string {
  return pick([
    () => `anthropic.claude-3-${word(8)}-2024${integer(10000)}-v${integer(3)}:0`,
    () => `us.amazon.nova-${word(5)}-v1:0`,
    () => `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${word(12)}-v1:0`,
    () => `arn:aws:sagemaker:us-east-1:123456789012:endpoint/${word(20)}`,
    () => text(40),
  ])();
}

const segment = (): string => pick(["", ".", "..", "...", word(5), escape(text(8))]);

// Also what no client should send: the two signers must agree on that as well.
function path(): string {
  return pick([
    () => `/model/${escape(modelId())}/${pick(["converse", "converse-stream", "invoke"])}`,
    () => `/model/${modelId().replaceAll(/[\s?#%]/g, "")}/invoke`,
    () => "/" + times(integer(6), segment).join("/"),
    () => `/${escape(text(12))}${pick(["", "/", "//", "/.", "/.."])}`,
    () => "/",
  ])();
}

function query(): Record<string, string | string[]> {
  if (chance(0.6)) return {};
  const name = (): string => pick(["a", "A", "a-b", "a.b", "maxResults", text(6), word(6)]);
  const value = (): string | string[] =>
    chance(0.2) ? times(1 + integer(3), () => text(5)) : text(10);
  const names = times(integer(6), name);
  return Object.fromEntries(names.filter((name) => name !== "").map((name) => [name, value()]));
}

// In the order given, which is not the canonical one.
function onTheWire(query: Record<string, string | string[]>): string {
  return Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((one) => `${escape(name)}=${escape(one)}`))
    .join("&");
}

function headerValue(): string {
  const blank = (): string => pick(["", " ", "  ", "\t", " \t ", "\r\n "]);
  const part = (): string => pick([word(10), text(10), '"a  b"', '{"a":  "b"}']);
  return blank() + times(integer(4), part).join(blank()) + blank();
}

function headers(): Record<string, string> {
  const result: Record<string, string> = {
    host: pick(["bedrock-runtime.us-east-1.amazonaws.com", "127.0.0.1:33721", "[::1]:8080"]),
  };
  for (const name of [
    "accept",
    "amz-sdk-request",
    "content-length",
    "content-type",
    "x-a_b",
    "x-amz-user-agent",
    "x-amzn-bedrock-request-metadata",
    "x-amzn-bedrock-trace",
  ]) {
    if (chance(0.4)) result[name] = headerValue();
  }
  return result;
}

function credentials(): Request["credentials"] {
  const secretSize = pick([1, 40, 60, 61, 100]); // around the block size of HMAC
  return {
    accessKeyId: "AKIA" + word(16),
    secretAccessKey: times(secretSize, () => pick([...letters, "/", "+"])).join(""),
    ...(chance(0.5) && { sessionToken: word(800) + pick(["", "=", "//=="]) }),
  };
}

function request(): Request {
  const parameters = query();
  return {
    method: pick(["POST", "POST", "GET", "PUT"]),
    path: path(),
    query: parameters,
    wireQuery: onTheWire(parameters),
    headers: headers(),
    body: pick([
      () => new Uint8Array(),
      () => Buffer.from(JSON.stringify({ messages: [{ role: "user", content: text(50) }] })),
      () => Uint8Array.from(times(integer(300), () => integer(256))),
    ])(),
    service: pick(["bedrock", "bedrock", "sts", "bedrock-mantle"]),
    region: pick(["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"]),
    time: integer(4102444800),
    sendContentSha256: chance(0.5),
    credentials: credentials(),
  };
}

type Source = string | ArrayBuffer | ArrayBufferView;

class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: Source) {
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array);
  }
  update(data: Source): void {
    this.#hash.update(data as Uint8Array);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

async function signedByAws(r: Request): Promise<string> {
  const aws = new SignatureV4({
    service: r.service,
    region: r.region,
    credentials: r.credentials,
    sha256: Sha256,
    applyChecksum: r.sendContentSha256,
  });
  const request = { ...r, protocol: "https:", hostname: "unused" };
  const signed = await aws.sign(request, { signingDate: new Date(r.time * 1000) });
  return signed.headers["authorization"]!;
}

function line(r: Request): string {
  const sorted = Object.entries(r.headers).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    r.method,
    r.path,
    r.wireQuery,
    sorted.map(([name, value]) => `${name}:${value}\0`).join(""),
    r.body,
    r.service,
    r.region,
    String(r.time),
    r.sendContentSha256 ? "1" : "0",
    r.credentials.accessKeyId,
    r.credentials.secretAccessKey,
    r.credentials.sessionToken ?? "",
  ]
    .map((field) => Buffer.from(field as string).toString("base64"))
    .join("\t");
}

test(`${requestCount} generated requests are signed as AWS's own signer does`, async () => {
  const requests = times(requestCount, request);
  const input = requests.map(line).join("\n") + "\n";
  const run = spawnSync(signer, { input, maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, `${signer}: ${run.error ?? run.stderr}`);
  const ours = run.stdout.toString().trimEnd().split("\n");
  assert.equal(ours.length, requests.length);
  for (const [i, generated] of requests.entries()) {
    assert.equal(ours[i], await signedByAws(generated), JSON.stringify(generated, null, 1));
  }
});
