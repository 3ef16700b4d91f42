// The official Anthropic client in front of the gateway, and the models that it asks for.
import Anthropic, { type ClientOptions } from "@anthropic-ai/sdk";

import { clientKey } from "./canaries.ts";
import { type Gateway } from "./gateway.ts";

// Claudes whose ways differ: a budget of thinking, either, an effort, messages of the system.
export const sonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
export const sonnet46 = "us.anthropic.claude-sonnet-4-6";
export const opus47 = "us.anthropic.claude-opus-4-7";
export const opus48 = "us.anthropic.claude-opus-4-8";
export const opus55 = "us.anthropic.claude-opus-5-5";
export const claudes = [sonnet45, sonnet46, opus47, opus48, opus55];

// Models that get the translation.
export const nova = "amazon.nova-lite-v1:0";
export const gptOss = "openai.gpt-oss-120b-1:0";
export const gpt = "openai.gpt-5.4"; // takes its reasoning back
export const translated = [nova, gptOss, gpt];

// Without retries, unless asked for: a test wants to see the first answer.
export const anthropic = (gateway: Gateway, options: ClientOptions = {}): Anthropic =>
  new Anthropic({
    baseURL: gateway.url,
    apiKey: clientKey,
    authToken: null,
    maxRetries: 0,
    ...options,
  });

export const greeting = (model = sonnet45) => ({
  model,
  max_tokens: 1000,
  messages: [{ role: "user" as const, content: "Hello!" }],
});

export const textOf = ({ content }: { content: readonly { type: string }[] }): string =>
  content.map((block) => ("text" in block ? block.text : "")).join("");
