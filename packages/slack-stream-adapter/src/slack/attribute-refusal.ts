import type { ApiArguments } from "./api-client.ts";
import type { CallDescription, OptionalPart } from "./call-description.ts";
import type { Decoration, RefusalReason, RefusedBlock } from "./outcome.ts";
import { plainReasons, possibleReasons } from "./outcome-table.ts";
import { readProperty, readString } from "./read-property.ts";
import { decorationOf } from "./to-arguments.ts";

export interface Attribution {
  readonly reason: RefusalReason;
  readonly suspect?: Decoration | undefined;
}

/** Finds the part of the call that Slack's code or messages name. */
export function attributeByName(
  call: CallDescription,
  refusal: { code: string; answer: unknown },
): Attribution | undefined {
  const complaints = toComplaints(refusal.answer);
  if (call.kind === "update" && complaints.some((text) => tooManyItems.test(text)))
    return { reason: "message-full" };
  const suspects = toSuspects(refusal.code, complaints).filter((suspect) => call.includes.has(suspect));
  const decoration = suspects.find(isDecoration);
  if (decoration !== undefined) return { reason: "decoration-refused", suspect: decoration };
  return suspects.length > 0 ? toPossible(call, "card-refused") : undefined;
}

/**
 * Guesses the cause of a refusal that names no part of the call. It takes decoration first and cards second, because a
 * wrong guess should lose as little as possible. It never names a part that the call did not have. So the library can't
 * drop parts endlessly.
 */
export function attributeRefusal(call: CallDescription): Attribution {
  const decorations = [...call.includes].filter(isDecoration);
  // The recipients are dropped first and alone, because readers lose nothing without them.
  if (decorations.includes("recipient")) return { reason: "decoration-refused", suspect: "recipient" };
  const [only] = decorations;
  if (only !== undefined) {
    return { reason: "decoration-refused", ...(decorations.length === 1 ? { suspect: only } : {}) };
  }
  const hasContent = call.includes.has("cards") || call.includes.has("blocks-content");
  return toPossible(call, hasContent ? "card-refused" : plainReasons[call.kind]);
}

/** Keeps the reason if the stream can act on it after this kind of call. Otherwise takes the plain reason. */
export function toPossible(call: CallDescription, reason: RefusalReason): Attribution {
  return { reason: possibleReasons[call.kind].has(reason) ? reason : plainReasons[call.kind] };
}

/** Whether the call has a name or icon, and the missing scope is the one for them (S2). */
export function lacksAuthorScope(call: CallDescription, answer: unknown): boolean {
  return call.includes.has("author") && (readString(answer, "needed") ?? "").includes("chat:write.customize");
}

/** The block that Slack points at: in a chunk, or among the blocks of a whole message. */
export function findRefusedBlock(answer: unknown, args: ApiArguments | undefined): RefusedBlock | undefined {
  for (const text of toComplaints(answer)) {
    const [, chunk, block] = /json-pointer:\/(?:chunks\/(\d+)\/)?blocks(?:\/(\d+))?/.exec(text) ?? [];
    if (chunk !== undefined)
      return { chunk: Number(chunk), block: block === undefined ? undefined : Number(block) };
    const type = block && readString(readProperty(args?.blocks, block), "type");
    if (type) return { type };
  }
  return undefined;
}

// A message may have more stored blocks than an edit allows (S78).
const tooManyItems = /no more than \d+ items/i;

const suspectsByArgument: Readonly<Record<string, OptionalPart | readonly OptionalPart[]>> = {
  ...decorationOf,
  chunks: "cards",
  blocks: ["blocks", "blocks-content"],
  recipient_user_id: "recipient",
  recipient_team_id: "recipient",
};

const suspectsByCode: readonly { readonly codes: RegExp; readonly suspects: readonly OptionalPart[] }[] = [
  { codes: /metadata/, suspects: ["metadata"] },
  { codes: /^invalid_chunks$/, suspects: ["cards"] },
  { codes: /^invalid_blocks/, suspects: ["blocks", "blocks-content", "cards"] },
  // Slack counts a stop's blocks separately (S18), and has refused them as blocks of the wrong kind (S24).
  { codes: /^msg_blocks/, suspects: ["blocks"] },
  { codes: /^streaming_mode_mismatch$/, suspects: ["blocks"] },
];

function toSuspects(code: string, complaints: readonly string[]): readonly OptionalPart[] {
  const pointed = complaints
    .map((text) => /json-pointer:\/([a-z_]+)/.exec(text)?.[1] ?? "")
    .flatMap((argument) => suspectsByArgument[argument] ?? []);
  if (pointed.length > 0) return pointed;
  return suspectsByCode.flatMap(({ codes, suspects }) => (codes.test(code) ? suspects : []));
}

/** Slack's messages about a malformed call. Each may have a pointer to the argument. */
export function toComplaints(answer: unknown): readonly string[] {
  const messages = readProperty(readProperty(answer, "response_metadata"), "messages");
  const complaints: readonly unknown[] = Array.isArray(messages) ? messages : [];
  return complaints.filter((text) => typeof text === "string");
}

function isDecoration(part: OptionalPart): part is Decoration {
  return part !== "cards" && part !== "blocks-content";
}
