// A control plane of Bedrock's of which a test says what it lists, page by page, and what goes wrong.
import http from "node:http";
import { type AddressInfo } from "node:net";

export interface Seen {
  path: string;
  query: URLSearchParams;
  authorization: string;
}

interface Profile {
  id: string;
  model: string;
  name?: string;
  application?: boolean;
}

export const account = "111122223333";
export const applicationProfile = (id: string): string =>
  `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/${id}`;

export class ControlPlane {
  models: { id: string; onDemand?: boolean; outputs?: string[]; ends?: string }[] = [];
  profiles: Profile[] = [];
  pageSize = 1000;
  trouble: { status: number; code: string } | null = null;
  silent = false; // takes requests and does not answer
  readonly seen: Seen[] = [];
  readonly #server: http.Server;

  private constructor() {
    this.#server = http.createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<ControlPlane> {
    const plane = new ControlPlane();
    await new Promise<void>((resolve) => plane.#server.listen(0, "127.0.0.1", resolve));
    return plane;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { pathname: path, searchParams: query } = new URL(request.url!, this.url);
    this.seen.push({ path, query, authorization: request.headers.authorization ?? "" });
    if (this.silent) return;
    response.setHeader("content-type", "application/json");
    if (this.trouble !== null) {
      response.statusCode = this.trouble.status;
      response.setHeader("x-amzn-errortype", this.trouble.code);
      response.end(JSON.stringify({ message: `${this.trouble.code}, says the test` }));
      return;
    }
    const body = path === "/foundation-models" ? this.#listModels() : this.#listProfiles(query);
    response.end(JSON.stringify(body));
  }

  #listModels(): object {
    const modelSummaries = this.models.map(({ id, onDemand = true, outputs, ends }) => ({
      modelId: id,
      modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${id}`,
      outputModalities: outputs ?? ["TEXT"],
      inferenceTypesSupported: [onDemand ? "ON_DEMAND" : "INFERENCE_PROFILE"],
      modelLifecycle: { status: ends ? "LEGACY" : "ACTIVE", endOfLifeTime: ends },
    }));
    return { modelSummaries };
  }

  #listProfiles(query: URLSearchParams): object {
    const application = query.get("type") === "APPLICATION";
    const all = this.profiles.filter((each) => (each.application ?? false) === application);
    const from = Number(query.get("nextToken")?.replace(/^after\+/, "") ?? 0);
    const page = all.slice(from, from + this.pageSize);
    const inferenceProfileSummaries = page.map(({ id, model, name }) => ({
      inferenceProfileId: id,
      inferenceProfileArn: application ? applicationProfile(id) : `arn:aws:bedrock:x::y/${id}`,
      inferenceProfileName: name ?? id,
      models: [{ modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${model}` }],
      status: "ACTIVE",
      type: application ? "APPLICATION" : "SYSTEM_DEFINED",
    }));
    const rest = from + page.length < all.length;
    return { inferenceProfileSummaries, ...(rest && { nextToken: `after+${from + page.length}` }) };
  }
}
