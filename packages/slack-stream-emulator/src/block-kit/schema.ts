import { isRecord } from "../content/chunks.ts";
import { countCodePoints } from "../content/size.ts";

/** One problem, and the JSON pointer to it, without the leading slash. */
export interface Problem {
  readonly rule: string;
  readonly pointer: string;
}

/** Adds the problems of a value. The sentences are Slack's, from public error reports. */
export type Schema = (value: unknown, pointer: string, problems: Problem[]) => void;

export function text({ min = 1, max }: { min?: number; max?: number } = {}): Schema {
  return (value, pointer, problems) => {
    if (typeof value !== "string") problems.push({ rule: "must provide a string", pointer });
    else if (countCodePoints(value) < min)
      problems.push({ rule: `must be more than ${min - 1} characters`, pointer });
    else if (max !== undefined && countCodePoints(value) > max)
      problems.push({ rule: `must be less than ${max + 1} characters`, pointer });
  };
}

export const flag: Schema = (value, pointer, problems) => {
  if (typeof value !== "boolean") problems.push({ rule: "must provide a boolean", pointer });
};

export function number({ min, max }: { min?: number; max?: number } = {}): Schema {
  return (value, pointer, problems) => {
    if (typeof value !== "number") problems.push({ rule: "must provide a number", pointer });
    else if (min !== undefined && value < min)
      problems.push({ rule: `must be greater than ${min - 1}`, pointer });
    else if (max !== undefined && value > max)
      problems.push({ rule: `must be less than ${max + 1}`, pointer });
  };
}

export function choice(...values: readonly string[]): Schema {
  return (value, pointer, problems) => {
    if (typeof value !== "string") problems.push({ rule: "must provide a string", pointer });
    else if (!values.includes(value))
      problems.push({ rule: `must be one of: ${values.join(", ")}`, pointer });
  };
}

export function list(of: Schema, { min = 1, max }: { min?: number; max?: number } = {}): Schema {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ rule: "must provide an array", pointer });
      return;
    }
    if (value.length < min) problems.push({ rule: `no fewer than ${min} items allowed`, pointer });
    if (max !== undefined && value.length > max)
      problems.push({ rule: `no more than ${max} items allowed`, pointer });
    for (const [index, item] of value.entries()) of(item, `${pointer}/${index}`, problems);
  };
}

/** Any value at all. */
const anything: Schema = () => {};

interface Fields {
  readonly needs?: Readonly<Record<string, Schema>>;
  readonly may?: Readonly<Record<string, Schema>>;
  /** Rules about several fields. */
  readonly also?: (value: Record<string, unknown>, pointer: string, problems: Problem[]) => void;
  /** Whether unknown fields are ignored. */
  readonly isOpen?: boolean;
}

export function object({ needs = {}, may = {}, also, isOpen = false }: Fields): Schema {
  const known = { ...may, ...needs };
  return (value, pointer, problems) => {
    if (!isRecord(value)) {
      problems.push({ rule: "must provide an object", pointer });
      return;
    }
    const missing = Object.keys(needs).filter((name) => value[name] === undefined);
    problems.push(...missing.map((name) => ({ rule: `missing required field: ${name}`, pointer })));
    for (const [name, field] of Object.entries(value)) {
      const schema = Object.hasOwn(known, name) ? known[name] : isOpen ? anything : undefined;
      if (schema === undefined) problems.push({ rule: `invalid additional property: ${name}`, pointer });
      else if (field !== undefined) schema(field, `${pointer}/${name}`, problems);
    }
    also?.(value, pointer, problems);
  };
}

/** An object whose `type` decides its other fields. */
export function byType(types: Readonly<Record<string, Fields>>): Schema {
  const schemas = new Map(
    Object.entries(types).map(([type, fields]) => [
      type,
      object({ ...fields, needs: { type: anything, ...fields.needs } }),
    ]),
  );
  return (value, pointer, problems) => {
    if (!isRecord(value)) problems.push({ rule: "must provide an object", pointer });
    else if (value.type === undefined) problems.push({ rule: "missing required field: type", pointer });
    else if (typeof value.type !== "string")
      problems.push({ rule: "must provide a string", pointer: `${pointer}/type` });
    else {
      const schema = schemas.get(value.type);
      if (schema === undefined)
        problems.push({ rule: `unsupported type: ${value.type}`, pointer: `${pointer}/type` });
      else schema(value, pointer, problems);
    }
  };
}

/** If several shapes are allowed, Slack first says that none of them matches. */
export function allowed(schema: Schema): Schema {
  return (value, pointer, problems) => {
    const found: Problem[] = [];
    schema(value, pointer, found);
    if (found.length > 0) problems.push({ rule: "failed to match all allowed schemas", pointer }, ...found);
  };
}

/** Loaded at first use, because shapes may contain each other. */
export function lazy(load: () => Schema): Schema {
  return (value, pointer, problems) => load()(value, pointer, problems);
}

export const needsOneOf =
  (...names: readonly string[]): NonNullable<Fields["also"]> =>
  (value, pointer, problems) => {
    if (names.some((name) => value[name] !== undefined)) return;
    const shown = names.map((name) => `\`${name}\``);
    problems.push({
      rule: `must define either ${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`,
      pointer: `${pointer}/type`,
    });
  };

export type { Fields };
