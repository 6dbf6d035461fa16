import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import type { Operation } from "./operation.ts";
import { ACTION_RESULT } from "./people.ts";
import * as schemas from "./schemas.ts";

/** Schemas with their own name in the document: for responses and for requests. */
const ANSWERED = {
  ActionResult: ACTION_RESULT,
  Message: schemas.MESSAGE,
  Thread: schemas.THREAD,
  Call: schemas.CALL,
  Delivery: schemas.DELIVERY,
  ScriptedFault: schemas.SCRIPTED_FAULT,
  Conditions: schemas.CONDITIONS,
  Clock: schemas.CLOCK,
};
const ASKED = { Fault: schemas.FAULT, WorkspaceSeed: schemas.WORKSPACE_SEED };
const NAMED = { ...ANSWERED, ...ASKED };

/** The groups of operations, in the order of the reference. */
export const TAGS = {
  workspace: "People, apps and channels.",
  messages: "What Slack holds, as people see it.",
  calls: "What the bot called.",
  events: "What the bot was sent.",
  people:
    "What people do, and the bots that are told. The response comes when the bot has taken the event, after five seconds at the latest.",
  faults: "Calls that go wrong.",
  clock: "Slack's time.",
  conditions: "Limits, and readings of what is disputed.",
};

/** The control API as an OpenAPI 3.1 document. */
export function toOpenApi(operations: readonly Operation[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const one of operations) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: toDescription(one) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "slack-stream-emulator control API",
      version: "1",
      description:
        "What a test may read and change in a local Slack. Errors are JSON with one sentence: 400 for a wrong request, 404 for an unknown address, message or channel, 409 while no bot is connected, 502 for a bot that refuses.",
    },
    servers: [{ url: "http://127.0.0.1:4010/control/v1" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: {
        ...toSchemas(ANSWERED, (schema, name) => toOpen(toSchema(schema, name))),
        ...toSchemas(ASKED, toSchema),
        Error: { type: "object", properties: { error: { type: "string" } }, required: ["error"] },
      },
    },
  };
}

function toDescription({ id, tag, summary, path, query, body, answer }: Operation): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(query?.entries ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: toSchema(schema as v.GenericSchema),
  }));
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(inPath.length + inQuery.length === 0 ? {} : { parameters: [...inPath, ...inQuery] }),
    ...(body === undefined ? {} : { requestBody: { content: toContent(toSchema(body)) } }),
    responses: {
      200: { description: "Done.", content: toContent(toOpen(toSchema(answer))) },
      default: {
        description: "A sentence that says why not.",
        content: toContent({ $ref: "#/components/schemas/Error" }),
      },
    },
  };
}

function toSchemas(
  named: Readonly<Record<string, v.GenericSchema>>,
  by: (schema: v.GenericSchema, name: string) => object,
): Record<string, object> {
  return Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, by(schema, name)]));
}

/** Allows more fields in responses, so that generated clients still work when a response gets new fields. */
function toOpen(schema: object): object {
  const text = JSON.stringify(schema, (key, value) => (key === "additionalProperties" ? undefined : value));
  return JSON.parse(text);
}

function toContent(schema: object): object {
  return { "application/json": { schema } };
}

function toSchema(schema: v.GenericSchema, own?: string): object {
  const definitions = Object.fromEntries(Object.entries(NAMED).filter(([name]) => name !== own));
  const {
    $schema: _,
    $defs: __,
    ...rest
  } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    definitions,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
  return rest;
}
