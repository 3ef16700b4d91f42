// The gateway in front of a simulator, and the official client in front of the gateway.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import OpenAI, { type ClientOptions } from "openai";

import { clientKey, expectNoSecrets } from "./canaries.ts";
import { Program } from "./process.ts";
import { credentials, type Simulator } from "./simulator.ts";

export interface GatewayOptions {
  simulator?: Simulator;
  config?: string; // TOML
  flags?: string[];
  listen?: string; // a free port of loopback
  environment?: Record<string, string>;
}

// Credentials that the simulator accepts, as an environment gives them.
export const ambientCredentials = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
};

export const withAdmin = { ...ambientCredentials, BEDROCK_GATEWAY_ADMIN_LISTEN: "127.0.0.1:0" };

export class Gateway {
  readonly #program: Program;
  readonly #directory: string;
  readonly #environment: Record<string, string>;

  private constructor(program: Program, directory: string, environment: Record<string, string>) {
    this.#program = program;
    this.#directory = directory;
    this.#environment = environment;
  }

  // On a free port, with the simulator's credentials in its environment.
  static async start(options: GatewayOptions = {}): Promise<Gateway> {
    const { simulator, config = "", flags = [], environment = ambientCredentials } = options;
    const { listen = "127.0.0.1:0" } = options;
    const directory = mkdtempSync(join(tmpdir(), "gateway-e2e-"));
    const file = join(directory, "gateway.toml");
    writeFileSync(file, config || "# all defaults\n"); // an empty file is a mistake
    const upstream: Record<string, string> = simulator
      ? { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: simulator.url }
      : {};
    const all = ["--listen", listen, "--config", file, ...flags];
    // No test asks a real instance for credentials, and there is no balancer to be waited for.
    // Tests that run beside each other have no use for a port that is always the same.
    const quiet = {
      BEDROCK_GATEWAY_ADMIN_LISTEN: "off",
      AWS_EC2_METADATA_DISABLED: "true",
      BEDROCK_GATEWAY_SERVER_DRAIN_DELAY: "0s",
    };
    const verbose = { BEDROCK_GATEWAY_LOG_LEVEL: "debug" };
    const variables = { ...quiet, ...verbose, ...upstream, ...environment };
    const program = await Program.start("bedrock-gateway", all, variables);
    return new Gateway(program, directory, variables);
  }

  get url(): string {
    return this.#program.url;
  }
  // Of the admin listener, which `withAdmin` opens.
  get adminUrl(): string {
    return /Admin listener: (https?:[^\s,]+\d)/.exec(this.output)![1]!;
  }
  get output(): string {
    return this.#program.output;
  }
  prints(pattern: RegExp): Promise<void> {
    return this.#program.prints(pattern);
  }
  listen(listening: boolean): void {
    this.#program.listen(listening);
  }
  // Replaces the configuration and has it read again.
  reconfigure(config: string): void {
    writeFileSync(join(this.#directory, "gateway.toml"), config);
    process.kill(this.pid, "SIGHUP");
  }
  kill(signal: NodeJS.Signals): void {
    this.#program.kill(signal);
  }
  get exit(): Promise<number | null> {
    return this.#program.exit;
  }
  get pid(): number {
    return this.#program.pid;
  }

  // Without retries, unless asked for: a test wants to see the first answer.
  client(options: ClientOptions = {}): OpenAI {
    return new OpenAI({
      baseURL: `${this.url}/v1`,
      apiKey: clientKey,
      maxRetries: 0,
      ...options,
    });
  }

  // Rejects, too, when anything secret has been printed.
  async stop(): Promise<void> {
    await this.#program.stop();
    expectNoSecrets(this.output, this.#environment);
    rmSync(this.#directory, { recursive: true });
  }
}

export const claude = "anthropic.claude-3-sonnet-20240229-v1:0";

export const hello = (model = claude) => ({
  model,
  messages: [{ role: "user" as const, content: "Hello!" }],
});

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;

// The text of a stream, checked for what holds of every one that ends well.
export async function textOf(stream: AsyncIterable<Chunk>): Promise<string> {
  const chunks: Chunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const finished = choices.filter((choice) => choice.finish_reason !== null);
  if (finished.length !== 1 || finished[0] !== choices.at(-1)) {
    throw new Error("a stream has one finish_reason, at its end");
  }
  if (new Set(chunks.map((chunk) => chunk.id)).size !== 1) throw new Error("more than one id");
  return choices.map((choice) => choice.delta.content ?? "").join("");
}
