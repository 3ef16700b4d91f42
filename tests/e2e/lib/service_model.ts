// AWS's published description of an API (botocore's service-2.json), and the check of a request
// or an answer against it. Knows what Bedrock needs: structures, unions, lists, maps, strings with
// their patterns, lengths and values, numbers with their ranges, dates, blobs and free documents.
import { existsSync, readFileSync } from "node:fs";

import { root } from "./process.ts";

export interface Shape {
  type: string;
  members?: Record<string, { shape: string; location?: string }>;
  required?: string[];
  union?: boolean;
  document?: boolean;
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
}

// It is not part of the project: the tests that want it are skipped where it is not.
export const serviceModelPath =
  process.env.GW_SERVICE_MODEL ?? `${root}../shared/aws/bedrock-runtime.service-2.json`;
// The control plane's stands beside it.
export const controlModelPath = serviceModelPath.replace("bedrock-runtime.", "bedrock.");
export const skipWithoutServiceModel = existsSync(serviceModelPath)
  ? false
  : `AWS's service model is not at ${serviceModelPath} (GW_SERVICE_MODEL says where)`;

export class ServiceModel {
  readonly #shapes: Record<string, Shape>;

  constructor(path = serviceModelPath) {
    this.#shapes = JSON.parse(readFileSync(path, "utf8")).shapes;
  }

  shape(name: string): Shape {
    const shape = this.#shapes[name];
    if (!shape) throw new Error(`the service model has no ${name}`);
    return shape;
  }

  // The members of the body, those of the address left out.
  bodyMembers(shape: Shape): [string, string][] {
    return Object.entries(shape.members ?? {})
      .filter(([, member]) => member.location === undefined)
      .map(([name, member]) => [name, member.shape]);
  }

  // What breaks the shape, as "path: why".
  violations(shapeName: string, value: unknown, path = "body"): string[] {
    const shape = this.shape(shapeName);
    if (shape.document) return value === null ? [`${path}: null`] : [];
    const wrong = (why: string) => [`${path}: ${why}`];
    switch (shape.type) {
      case "structure":
        return isObject(value) ? this.#members(shape, value, path) : wrong("no object");
      case "list":
        if (!Array.isArray(value)) return wrong("no list");
        return [
          ...outside(shape, value.length, path),
          ...value.flatMap((item, i) => this.violations(shape.member!.shape, item, `${path}.${i}`)),
        ];
      case "map":
        if (!isObject(value)) return wrong("no map");
        return [
          ...outside(shape, Object.keys(value).length, path),
          ...Object.entries(value).flatMap(([key, inner]) => [
            ...this.violations(shape.key!.shape, key, `${path}.${key}`),
            ...this.violations(shape.value!.shape, inner, `${path}.${key}`),
          ]),
        ];
      case "string":
        return typeof value === "string" ? this.#text(shape, value, path) : wrong("no string");
      case "blob":
        return typeof value === "string" ? blob(shape, value, path) : wrong("no base64");
      case "boolean":
        return typeof value === "boolean" ? [] : wrong("no boolean");
      case "integer":
      case "long":
        return Number.isSafeInteger(value) ? outside(shape, Number(value), path) : wrong("no integer");
      case "timestamp":
        return Number.isNaN(Date.parse(String(value))) ? wrong("no date") : [];
      case "float":
      case "double":
        return typeof value === "number" ? outside(shape, value, path) : wrong("no number");
      default:
        return wrong(`the checker does not know ${shape.type}`);
    }
  }

  #members(shape: Shape, value: Record<string, unknown>, path: string): string[] {
    const known = new Map(this.bodyMembers(shape));
    const names = Object.keys(value);
    const missing = (shape.required ?? []).filter((name) => known.has(name) && !(name in value));
    return [
      ...missing.map((name) => `${path}: ${name} is missing`),
      ...(shape.union && names.length !== 1 ? [`${path}: a union with [${names}]`] : []),
      ...names.flatMap((name) => {
        const inner = known.get(name);
        if (inner === undefined) return [`${path}: ${name} is unknown`];
        return this.violations(inner, value[name], `${path}.${name}`);
      }),
    ];
  }

  #text(shape: Shape, value: string, path: string): string[] {
    const matches = !shape.pattern || new RegExp(`^(?:${shape.pattern})$`).test(value);
    return [
      ...outside(shape, [...value].length, path),
      ...(matches ? [] : [`${path}: ${JSON.stringify(value)} does not match ${shape.pattern}`]),
      ...(shape.enum && !shape.enum.includes(value) ? [`${path}: not one of ${shape.enum}`] : []),
    ];
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function outside(shape: Shape, size: number, path: string): string[] {
  const { min = -Infinity, max = Infinity } = shape;
  return size >= min && size <= max ? [] : [`${path}: ${size} is not in ${min}..${max}`];
}

function blob(shape: Shape, value: string, path: string): string[] {
  const bytes = Buffer.from(value, "base64");
  if (bytes.toString("base64") !== value) return [`${path}: no base64`];
  return outside(shape, bytes.length, path);
}
