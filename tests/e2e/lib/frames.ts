// An upstream whose streams are whatever a test says: frames that the simulator would never send.
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";

import { EventStreamCodec } from "@smithy/eventstream-codec";

const utf8 = new TextEncoder();
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString("utf8"),
  (text) => utf8.encode(text),
);

// An event of ConverseStream: ["contentBlockDelta", {...}].
export type Event = readonly [type: string, payload: object];

export const frame = ([type, payload]: Event): Uint8Array =>
  codec.encode({
    headers: {
      ":message-type": { type: "string", value: "event" },
      ":event-type": { type: "string", value: type },
      ":content-type": { type: "string", value: "application/json" },
    },
    body: utf8.encode(JSON.stringify(payload)),
  });

// The same in a stream of InvokeModel: an event of Claude's own API.
export const chunk = (event: object): Event => [
  "chunk",
  { bytes: Buffer.from(JSON.stringify(event)).toString("base64"), p: "abc" },
];

export class Frames {
  events: readonly Event[] = [];
  readonly #server = createServer((asked, answer) => {
    asked.resume();
    asked.on("end", () => {
      answer.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
      answer.end(Buffer.concat(this.events.map(frame)));
    });
  });

  static async start(): Promise<Frames> {
    const frames = new Frames();
    await new Promise<void>((resolve) => frames.#server.listen(0, "127.0.0.1", resolve));
    return frames;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.#server.close();
  }
}
