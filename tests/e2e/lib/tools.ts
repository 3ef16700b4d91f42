// Two tools, for every client's tests, and what they say.
import type { RunnableToolFunction } from "openai/lib/RunnableFunction";

export const cityOnly = {
  type: "object" as const,
  properties: { city: { type: "string" as const } },
  required: ["city"],
};

export const weatherIn = ({ city }: { city: string }): string => `sunny in ${city}`;
export const time = (): string => "noon";

// Both, as the official client's tool runner takes them.
export const runnable: RunnableToolFunction<any>[] = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather of a city",
      parameters: cityOnly,
      parse: (json: string): { city: string } => JSON.parse(json),
      function: weatherIn,
    },
  },
  {
    type: "function",
    function: { name: "get_time", description: "", parameters: {}, function: time },
  },
];

// The simulator calls what is named with parentheses.
export const twoCalls = 'Please do get_weather({"city":"Köln"}) and get_time().';

// Models that reason before they call; the simulator refuses reasoning that comes back changed or,
// where a budget is set, not at all.
export const reasoningModels = [
  "us.anthropic.claude-haiku-4-5-20251001-v1:0",
  "us.anthropic.claude-opus-4-7",
];

// Models whose ways with tools differ: plain, whole answers only, other names, other ids.
export const toolModels = [
  "anthropic.claude-sonnet-4-5-20250929-v1:0",
  "us.meta.llama3-3-70b-instruct-v1:0",
  "amazon.nova-lite-v1:0",
  "mistral.mistral-large-2407-v1:0",
  "openai.gpt-oss-120b-1:0",
];
