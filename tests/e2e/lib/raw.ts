// Bytes on a socket, as no HTTP client would send them.
import { connect, type Socket } from "node:net";

export class Raw {
  readonly socket: Socket;
  received = "";
  ended = false;
  #changed: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      this.received += piece;
      this.#changed();
    });
    const end = () => {
      this.ended = true;
      this.#changed();
    };
    socket.on("close", end);
    socket.on("end", end);
    socket.on("error", end);
  }

  static open(url: string): Promise<Raw> {
    const { port, hostname } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    return new Promise((resolve, reject) => {
      socket.on("connect", () => resolve(new Raw(socket)));
      socket.on("error", reject);
    });
  }

  write(bytes: string): void {
    if (!this.ended) this.socket.write(bytes, "latin1");
  }

  // Until the test holds of what has been received, or the connection has ended.
  async until(test: (received: string) => boolean): Promise<string> {
    while (!test(this.received) && !this.ended) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    return this.received;
  }

  end(): Promise<string> {
    return this.until(() => false);
  }

  close(): void {
    this.socket.destroy();
  }
}

// Sends the bytes and gives everything that comes until the server closes.
export async function exchange(url: string, bytes: string): Promise<string> {
  const raw = await Raw.open(url);
  raw.write(bytes);
  const received = await raw.end();
  raw.close();
  return received;
}

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
