// The simulator and its controls. What a fault can be: src/simulator/fault.cc.
import type { Certificate } from "./certificate.ts";
import { Program } from "./process.ts";
import { request } from "./request.ts";

export type AnswerBlock =
  | { text: string }
  | { cited: { text: string; citations: object[] } }
  | { reasoning: { text: string; signed?: boolean; signature_pieces?: number } }
  | { redacted: string[] }
  | { tool_use: { name: string; id?: string; input?: object; fragments?: string[] } };

// What hands out credentials beside Bedrock; src/simulator/aws_services.h.
export type Service = "sts" | "metadata" | "container" | "sso-portal" | "sso-oidc";

export interface AwsState {
  web_identity_token?: string;
  container_token?: string;
  sso_access_token?: string;
  sso_refresh_token?: string;
  external_id?: string;
  metadata_v1?: boolean;
  lifetime?: number; // of all credentials from now on, in seconds
  expire?: boolean; // all that there are
}

// Bedrock's, of both planes.
export type Operation =
  | "converse"
  | "converse-stream"
  | "invoke"
  | "invoke-with-response-stream"
  | "count-tokens"
  | "foundation-models"
  | "foundation-model"
  | "inference-profiles"
  | "inference-profile";

export interface Fault {
  model?: string;
  operation?: Operation | Service;
  contains?: string[]; // texts in the body
  lacks?: string[];
  times?: number;
  chance?: number;
  name?: string;
  answer?: {
    text?: string;
    content?: AnswerBlock[];
    interleave?: boolean;
    repeat?: number;
    deltas?: number;
    stop_reason?: string;
    stop_sequence?: string;
    input_tokens?: number;
    output_tokens?: number;
    cache_read?: number;
    cache_write?: number;
    cache_write_1h?: number;
    members?: object; // more of Claude's own answer
    usage?: object; // ... and of its usage
  };
  hold?: boolean; // until release()
  deny?: boolean; // no permission
  refuse?: string[]; // members that the model has not got, in its family's words
  delay_ms?: { body?: number; head?: number; first_event?: number; events?: number };
  error?: {
    code?: string;
    message?: string;
    status?: number;
    shape?: "message" | "Message" | "__type" | "code" | "anthropic" | "empty" | "html";
    retry_after?: string;
    original_status?: number;
  };
  exception?: {
    code: string;
    message?: string;
    modelled?: boolean;
    after_deltas?: number;
    original_status?: number;
  };
  cut?: { how?: "end" | "close" | "reset"; at_byte?: number; at_frame?: number };
  corrupt_frame?: number;
  omit?: ("block_start" | "block_end" | "stop" | "metadata")[];
  replace?: { status?: number; content_type?: string; body: string };
  garbage?: string;
}

export interface SeenRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string;
  status: number;
}

// AWS's own example credentials, which the simulator accepts.
export const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
export const temporaryCredentials = {
  ...credentials,
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  sessionToken: "EXAMPLE-TOKEN",
};
export const expiredCredentials = { ...temporaryCredentials, sessionToken: "EXPIRED-TOKEN" };
export const apiKey = "bedrock-api-key-EXAMPLE";

// What it answers when nothing else is asked for.
export const echo = (model: string, said: string): string =>
  `This is the Bedrock simulator answering for ${model}. You said: ${said}`;

export class Simulator {
  readonly #program: Program;
  readonly #tls: { ca?: string };

  private constructor(program: Program, tls: { ca?: string }) {
    this.#program = program;
    this.#tls = tls;
  }

  static async start(...flags: string[]): Promise<Simulator> {
    return new Simulator(await Program.start("bedrock-sim", flags), {});
  }

  static async startTls(by: Certificate, ...more: string[]): Promise<Simulator> {
    const flags = ["--tls-cert", by.certificate, "--tls-key", by.key, ...more];
    return new Simulator(await Program.start("bedrock-sim", flags), { ca: by.certificate });
  }

  get url(): string {
    return this.#program.url;
  }

  async fault(...faults: Fault[]): Promise<void> {
    await this.#control("PUT", "fault", JSON.stringify(faults));
  }

  // Lets one message of a held stream go.
  async release(): Promise<void> {
    await this.#control("POST", "release");
  }

  async aws(state: AwsState): Promise<void> {
    await this.#control("PUT", "aws", JSON.stringify(state));
  }

  async reset(): Promise<void> {
    await this.#control("DELETE", "fault");
    await this.#control("DELETE", "requests");
  }

  // What the last request asked of Bedrock.
  async lastBody(): Promise<any> {
    return JSON.parse((await this.requests()).at(-1)!.body);
  }

  async requests(): Promise<SeenRequest[]> {
    return (await this.#control("GET", "requests")) as SeenRequest[];
  }

  async stats(): Promise<{ active: number; completed: number; aborted: number }> {
    return (await this.#control("GET", "stats")) as never;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  async #control(method: string, path: string, body = ""): Promise<unknown> {
    const answer = await request(`${this.url}/_sim/${path}`, { method, body, ...this.#tls });
    if (answer.status !== 200) throw new Error(answer.body);
    return JSON.parse(answer.body);
  }
}
