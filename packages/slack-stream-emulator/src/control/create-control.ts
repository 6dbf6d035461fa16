import { type Context, Hono } from "hono";
import { suggest } from "../check-names.ts";
import type { SlackEmulator } from "../emulator.ts";
import { BotRefusal } from "../events/deliver.ts";
import type { BoundApp } from "../interfaces/http-app.ts";
import { BodyRefusal, readJson } from "../interfaces/read-body.ts";
import { CHANGING } from "./changing.ts";
import { toOpenApi } from "./openapi.ts";
import { ControlRefusal, type Operation } from "./operation.ts";
import { PEOPLE } from "./people.ts";
import { READING } from "./reading.ts";

const CONTROL_PATH = "/control/v1";

/** Every operation, in the order of the reference. */
export const OPERATIONS: readonly Operation[] = [...READING, ...PEOPLE, ...CHANGING];

const MAX_BODY_BYTES = 5_000_000;
const HEADERS = { "x-content-type-options": "nosniff", "cache-control": "no-store" };

/** The functions of the handle of `createSlackEmulator()`, as JSON over HTTP, for tests in any language. */
export function createControl(slack: SlackEmulator): BoundApp {
  const app: BoundApp = new Hono({ strict: false });
  app.get(`${CONTROL_PATH}/openapi.json`, (context) => context.json(toOpenApi(OPERATIONS), 200, HEADERS));
  for (const operation of OPERATIONS) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
    app.on(operation.method, CONTROL_PATH + path.replace(/\/$/, ""), (context) =>
      answer(context, operation, slack),
    );
  }
  app.all("*", (context) => {
    const { method, path } = context.req;
    const methods = findMethods(path);
    return methods.length === 0
      ? refuse(context, 404, toUnknown(path))
      : refuse(context, 405, `${path} takes ${methods.join(" and ")}, not ${method}`);
  });
  return app;
}

async function answer(context: Context, operation: Operation, slack: SlackEmulator): Promise<Response> {
  try {
    const body = operation.body === undefined ? undefined : await readJson(context.req.raw, MAX_BODY_BYTES);
    const asked = { slack, params: context.req.param(), query: context.req.query(), body };
    return toJson(context, await operation.run(asked));
  } catch (error) {
    if (error instanceof ControlRefusal || error instanceof BodyRefusal)
      return refuse(context, error.status, error.message);
    if (error instanceof RangeError || error instanceof TypeError) return refuse(context, 400, error.message);
    // 502, because the bot refused and the emulator works.
    if (error instanceof BotRefusal) return refuse(context, 502, error.message);
    throw error;
  }
}

function toJson(context: Context, value: unknown): Response {
  return context.body(JSON.stringify(value), 200, { ...HEADERS, "content-type": "application/json" });
}

function refuse(
  context: Context,
  status: (ControlRefusal | BodyRefusal)["status"] | 405 | 502,
  error: string,
): Response {
  return context.json({ error }, status, HEADERS);
}

function findMethods(path: string): string[] {
  if (!path.startsWith(CONTROL_PATH)) return [];
  const below = path.slice(CONTROL_PATH.length) || "/";
  return OPERATIONS.filter((one) => toPattern(one.path).test(below)).map((one) => one.method);
}

function toUnknown(path: string): string {
  const known = [...new Set(OPERATIONS.map((one) => CONTROL_PATH + one.path))];
  const hint = suggest(path, known);
  return hint.startsWith("did you mean")
    ? `there is no ${path}; ${hint}`
    : `there is no ${path}; GET ${CONTROL_PATH}/openapi.json lists what there is`;
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+").replace(/\/$/, "")}/?$`);
}
