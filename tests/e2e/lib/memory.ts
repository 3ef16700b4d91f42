// The memory of a running process, as a core dump would show it.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const chunkSize = 1 << 20;

// Which of the texts stand in what the process may write; undefined where this user may not look.
export function findInMemory(pid: number, texts: string[]): string[] | undefined {
  let memory: number;
  try {
    memory = openSync(`/proc/${pid}/mem`, "r");
  } catch {
    return undefined;
  }
  const maps = readFileSync(`/proc/${pid}/maps`, "latin1");
  const step = chunkSize - Math.max(...texts.map((text) => text.length));
  const chunk = Buffer.alloc(chunkSize);
  const found = new Set<string>();
  for (const [, from, to] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)) {
    const end = Number.parseInt(to!, 16);
    for (let at = Number.parseInt(from!, 16); at < end; at += step) {
      let size = 0;
      try {
        size = readSync(memory, chunk, 0, Math.min(chunkSize, end - at), at);
      } catch {
        continue; // a page that nobody can read
      }
      const piece = chunk.subarray(0, size);
      for (const text of texts) if (piece.includes(text)) found.add(text);
    }
  }
  closeSync(memory);
  return [...found];
}
