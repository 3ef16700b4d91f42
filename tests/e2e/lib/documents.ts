// What the documents show: their examples are run.
import { readFileSync } from "node:fs";
import { join } from "node:path";

// The code blocks of a language under a heading of docs/NAME.
export function examples(name: string, heading: string, language: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "../../../docs", name), "utf8");
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/${name} has no heading '${heading}'`);
  const blocks = section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"));
  return [...blocks].map((block) => block[1]!);
}
