// The native bodies of InvokeModel, as AWS documents them: one model a family.
export interface NativeBody {
  name: string;
  model: string;
  // A request that says `text` as the user.
  body(text: string, stream: boolean): unknown;
  // The text of a whole answer, and of one chunk.
  text(answer: any): string;
  delta(chunk: any): string;
}

const maxTokens = 500;

export const nativeBodies: NativeBody[] = [
  {
    name: "Jamba",
    model: "ai21.jamba-1-5-mini-v1:0",
    body: (text) => ({ messages: [{ role: "user", content: text }], max_tokens: maxTokens }),
    text: (answer) => answer.choices[0].message.content,
    delta: (chunk) => chunk.choices[0].delta.content,
  },
  {
    name: "Titan text",
    model: "amazon.titan-text-express-v1",
    body: (text) => ({
      inputText: `User: ${text}\nBot:`,
      textGenerationConfig: { maxTokenCount: maxTokens },
    }),
    text: (answer) => answer.results[0].outputText,
    delta: (chunk) => chunk.outputText,
  },
  {
    name: "Claude text",
    model: "anthropic.claude-v2:1",
    body: (text) => ({
      prompt: `\n\nHuman: ${text}\n\nAssistant:`,
      max_tokens_to_sample: maxTokens,
    }),
    text: (answer) => answer.completion,
    delta: (chunk) => chunk.completion,
  },
  {
    name: "Claude messages",
    model: "anthropic.claude-3-sonnet-20240229-v1:0",
    body: (text) => ({
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: maxTokens,
      messages: [{ role: "user", content: [{ type: "text", text }] }],
    }),
    text: (answer) => answer.content[0].text,
    delta: (chunk) => chunk.delta?.text ?? "",
  },
  {
    name: "Command",
    model: "cohere.command-text-v14",
    body: (text, stream) => ({
      prompt: text,
      max_tokens: maxTokens,
      ...(stream ? { stream } : {}),
    }),
    text: (answer) => answer.generations[0].text,
    delta: (chunk) => (chunk.is_finished ? "" : chunk.text),
  },
  {
    name: "Command R",
    model: "cohere.command-r-v1:0",
    body: (text) => ({ message: text, max_tokens: maxTokens }),
    text: (answer) => answer.text,
    delta: (chunk) => chunk.text ?? "",
  },
  {
    name: "Llama 3",
    model: "meta.llama3-8b-instruct-v1:0",
    body: (text) => ({
      prompt:
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" +
        `${text}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n`,
      max_gen_len: maxTokens,
    }),
    text: (answer) => answer.generation,
    delta: (chunk) => chunk.generation,
  },
  {
    name: "Mistral",
    model: "mistral.mistral-7b-instruct-v0:2",
    body: (text) => ({ prompt: `<s>[INST] ${text} [/INST]`, max_tokens: maxTokens }),
    text: (answer) => answer.outputs[0].text,
    delta: (chunk) => chunk.outputs[0].text,
  },
];
