// Starts the project's programs and waits until they listen.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const buildDirectory = process.env.GW_BUILD ?? `${root}build`;

// Sanitizers do not give memory back as programs do.
export const keepsMemory = /-(asan|tsan)\/?$/.test(buildDirectory);

export const testProgramPath = (name: string): string => `${buildDirectory}/tests/${name}`;
export const programPath = (name: string): string => `${buildDirectory}/src/${name}`;

// What a test that failed did not stop must not outlive it.
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

// A run of a program to its end, as an operator sees it.
export function run(
  args: string[],
  environment: Record<string, string> = {},
  name = "bedrock-gateway",
): { status: number | null; stdout: string; stderr: string } {
  const options = { env: environment, encoding: "utf8" as const, timeout: 20_000 };
  const { status, stdout, stderr } = spawnSync(programPath(name), args, options);
  return { status, stdout, stderr };
}

export class Program {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #output: { text: string };
  readonly #closed: Promise<unknown>; // it has ended, and all that it printed has come

  private constructor(url: string, process: ChildProcess, output: { text: string }) {
    this.url = url;
    this.#process = process;
    this.#output = output;
    this.#closed = new Promise((resolve) => process.once("close", resolve));
  }

  // `environment` is all the environment the program gets. Rejects, with what it has printed, when
  // it ends without listening.
  static async start(
    name: string,
    args: string[],
    environment: Record<string, string> = {},
  ): Promise<Program> {
    const child = spawn(programPath(name), args, {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.on("exit", () => running.delete(child));
    const output = { text: "" };
    const url = await new Promise<string>((resolve, reject) => {
      const take = (chunk: Buffer): void => {
        output.text += chunk;
        const listening = /listening on (https?:\/\/[^\s"]+)/.exec(output.text);
        if (listening) resolve(listening[1]!);
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      child.on("error", reject);
      child.on("exit", (code, signal) =>
        reject(new Error(`${name} ended (${code ?? signal}):\n${output.text}`)),
      );
    });
    return new Program(url, child, output);
  }

  // Everything printed so far.
  get output(): string {
    return this.#output.text;
  }

  // Waits until it has printed what matches. An answer can be here before the log's line about it.
  async prints(pattern: RegExp): Promise<void> {
    await eventually(`${pattern} in its output`, async () => pattern.test(this.output));
  }

  // Whether its output is read; if not, its pipes fill up.
  listen(listening: boolean): void {
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      if (listening) stream.resume();
      else stream.pause();
    }
  }

  get pid(): number {
    return this.#process.pid!;
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  // The exit status, once it has ended; null when a signal has ended it.
  get exit(): Promise<number | null> {
    return this.#closed.then(() => this.#process.exitCode);
  }

  // Rejects when the program did not end well: a crash, a sanitizer's report, or requests that a
  // test which failed has left open, and which it would wait for.
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill("SIGTERM");
    const impatient = setTimeout(() => this.#process.kill("SIGKILL"), 30_000);
    await this.#closed;
    clearTimeout(impatient);
    const { exitCode, signalCode } = this.#process;
    if (exitCode === 0 || signalCode === "SIGTERM") return;
    throw new Error(`ended with ${exitCode ?? signalCode}:\n${this.output}`);
  }
}

// Waits until `probe` gives something true. Fails after `seconds`: generous, because a busy machine
// is no failure.
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  seconds = 20,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const value = await probe();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
