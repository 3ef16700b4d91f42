// The simulator's own table of Converse's shapes (src/simulator/converse_shapes.h), in the notation
// that src/simulator/schema.h explains, compared with AWS's service model.
import { readFileSync } from "node:fs";

import { root } from "./process.ts";
import type { ServiceModel } from "./service_model.ts";

interface Type {
  kind: string; // struct, union, list, map, or a basic word: str, int, ...
  members?: Map<string, { required: boolean; type: Type | string }>;
  element?: Type | string;
  key?: Type | string;
  values?: string[];
  min?: number;
  max?: number;
  pattern?: string;
}

export class ShapeTable {
  readonly #types = new Map<string, Type>();
  #tokens: string[] = [];

  constructor() {
    const source = readFileSync(`${root}src/simulator/converse_shapes.h`, "utf8");
    const table = /R"\(\n([^]*?)\n\)"/.exec(source)![1]!;
    this.#tokens = table.match(/\/(?:\\.|[^/\\])+\/|"[^"]*"|[{}[\]:!|=]|[^\s{}[\]:!|="]+/g)!;
    while (this.#tokens.length > 0) this.#definition();
  }

  // Where the table and the model differ, walking both from these names.
  differences(model: ServiceModel, ours: string, theirs: string): string[] {
    const seen = new Set<string>();
    const found: string[] = [];
    const walk = (type: Type | string, name: string, path: string): void => {
      const mark = `${typeof type === "string" ? type : path} ${name}`;
      if (seen.has(mark)) return;
      seen.add(mark);
      const our = typeof type === "string" ? this.#types.get(type)! : type;
      const shape = model.shape(name);
      const expect = (what: string, mine: unknown, aws: unknown) => {
        if (JSON.stringify(mine) !== JSON.stringify(aws)) {
          found.push(`${path}: ${what}: ours ${JSON.stringify(mine)}, AWS's ${JSON.stringify(aws)}`);
        }
      };
      expect("kind", our.kind, kindOf(shape));
      if (our.kind === "any") return;
      expect("minimum", our.min || undefined, shape.min || undefined); // none and 0 are the same
      expect("maximum", our.max, shape.max);
      expect("pattern", our.pattern, shape.pattern?.replaceAll(/(?<!\\)\//g, "\\/"));
      expect("values", our.values?.toSorted(), shape.enum?.toSorted());
      if (our.element !== undefined) walk(our.element, (shape.member ?? shape.value)!.shape, `${path}[]`);
      if (our.key !== undefined) walk(our.key, shape.key!.shape, `${path}{}`);
      if (our.members === undefined) return;
      const members = new Map(model.bodyMembers(shape));
      expect("members", [...our.members.keys()].toSorted(), [...members.keys()].toSorted());
      for (const [member, { required, type: inner }] of our.members) {
        if (!members.has(member)) continue;
        expect(`${member} required`, required, (shape.required ?? []).includes(member));
        walk(inner, members.get(member)!, `${path}.${member}`);
      }
    };
    walk(ours, theirs, ours);
    return found;
  }

  #next(): string {
    return this.#tokens.shift()!;
  }
  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #definition(): void {
    const keyword = this.#next();
    const name = this.#next();
    if (keyword === "type") {
      this.#take("=");
      this.#types.set(name, this.#type() as Type);
      return;
    }
    const members: Type["members"] = new Map();
    this.#take("{");
    while (!this.#take("}")) {
      const member = this.#next();
      const required = this.#take("!");
      this.#take(":");
      members.set(member, { required, type: this.#type() });
    }
    this.#types.set(name, { kind: keyword, members });
  }

  #type(): Type | string {
    if (/^[A-Z]/.test(this.#tokens[0]!)) return this.#next();
    const type = this.#unbounded();
    const range = /^(\d*)\.\.(\d*)$/.exec(this.#tokens[0] ?? "");
    if (range) {
      this.#next();
      if (range[1]) type.min = Number(range[1]);
      if (range[2]) type.max = Number(range[2]);
    }
    if (this.#tokens[0]?.startsWith("/")) type.pattern = this.#next().slice(1, -1);
    return type;
  }

  #unbounded(): Type {
    if (this.#take("[")) {
      const element = this.#type();
      this.#take("]");
      return { kind: "list", element };
    }
    if (this.#take("{")) {
      const key = this.#type();
      this.#take(":");
      const element = this.#type();
      this.#take("}");
      return { kind: "map", key, element };
    }
    if (this.#tokens[0]!.startsWith('"')) {
      const values: string[] = [];
      do values.push(this.#next().slice(1, -1));
      while (this.#take("|"));
      return { kind: "str", values };
    }
    return { kind: this.#next() };
  }
}

function kindOf(shape: { type: string; union?: boolean; document?: boolean }): string {
  if (shape.document) return "any";
  if (shape.type === "structure") return shape.union ? "union" : "struct";
  const words: Record<string, string> = {
    string: "str",
    boolean: "bool",
    integer: "int",
    float: "num",
  };
  return words[shape.type] ?? shape.type;
}
