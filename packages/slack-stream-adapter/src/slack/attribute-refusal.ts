import type { ApiArguments } from "./api-client.ts";
import type { CallDescription, OptionalPart } from "./call-description.ts";
import type { Decoration, RefusalReason, RefusedBlock } from "./outcome.ts";
import { plainReasons, possibleReasons } from "./outcome-table.ts";
import { readProperty, readString } from "./read-property.ts";

export interface Attribution {
  readonly reason: RefusalReason;
  readonly suspect?: Decoration | undefined;
}

/** What Slack names, by the code or in words, among what the call carried. */
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
 * Of a refusal that names nothing: what the call carried beside text. Decoration comes first and cards after, for a wrong
 * guess should cost the least. Never attributes it to what was not there, so that dropping it always comes to an end.
 */
export function attributeRefusal(call: CallDescription): Attribution {
  const decorations = [...call.includes].filter(isDecoration);
  // The answer loses nothing without recipients, so they are left out first, and alone.
  if (decorations.includes("recipient")) return { reason: "decoration-refused", suspect: "recipient" };
  const [only] = decorations;
  if (only !== undefined) {
    return { reason: "decoration-refused", ...(decorations.length === 1 ? { suspect: only } : {}) };
  }
  const hasContent = call.includes.has("cards") || call.includes.has("blocks-content");
  return toPossible(call, hasContent ? "card-refused" : plainReasons[call.kind]);
}

/** Keeps a reason that the session can act on after this kind of call. */
export function toPossible(call: CallDescription, reason: RefusalReason): Attribution {
  return { reason: possibleReasons[call.kind].has(reason) ? reason : plainReasons[call.kind] };
}

/** Whether the missing scope is only the one for a name and icon (S2), and the call had any. */
export function lacksAuthorScope(call: CallDescription, answer: unknown): boolean {
  return call.includes.has("author") && (readString(answer, "needed") ?? "").includes("chat:write.customize");
}

/** The block that Slack points at, in a chunk or among those of a whole message. */
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

// The stored blocks of an answer can be more than an edit may have (S78).
const tooManyItems = /no more than \d+ items/i;

const suspectsByArgument: Readonly<Record<string, readonly OptionalPart[]>> = {
  chunks: ["cards"],
  blocks: ["blocks", "blocks-content"],
  metadata: ["metadata"],
  session_status: ["session-status"],
  task_display_mode: ["display-mode"],
  username: ["author"],
  icon_emoji: ["author"],
  icon_url: ["author"],
  recipient_user_id: ["recipient"],
  recipient_team_id: ["recipient"],
};

const suspectsByCode: readonly { readonly codes: RegExp; readonly suspects: readonly OptionalPart[] }[] = [
  { codes: /metadata/, suspects: ["metadata"] },
  { codes: /^invalid_chunks$/, suspects: ["cards"] },
  { codes: /^invalid_blocks/, suspects: ["blocks", "blocks-content", "cards"] },
  // A stop's blocks count for themselves (S18), and have been refused as being of the wrong kind (S24).
  { codes: /^msg_blocks/, suspects: ["blocks"] },
  { codes: /^streaming_mode_mismatch$/, suspects: ["blocks"] },
];

function toSuspects(code: string, complaints: readonly string[]): readonly OptionalPart[] {
  const pointed = complaints
    .map((text) => /json-pointer:\/([a-z_]+)/.exec(text)?.[1] ?? "")
    .flatMap((argument) => suspectsByArgument[argument] ?? []);
  if (pointed.length > 0) return pointed;
  return suspectsByCode.filter(({ codes }) => codes.test(code)).flatMap(({ suspects }) => suspects);
}

/** What Slack says in words about a malformed call, with a pointer to the argument. */
function toComplaints(answer: unknown): readonly string[] {
  const messages = readProperty(readProperty(answer, "response_metadata"), "messages");
  const complaints: readonly unknown[] = Array.isArray(messages) ? messages : [];
  return complaints.filter((text) => typeof text === "string");
}

const decorations: ReadonlySet<OptionalPart> = new Set<OptionalPart>([
  "blocks",
  "metadata",
  "session-status",
  "display-mode",
  "author",
  "recipient",
]);

function isDecoration(part: OptionalPart): part is Decoration {
  return decorations.has(part);
}
