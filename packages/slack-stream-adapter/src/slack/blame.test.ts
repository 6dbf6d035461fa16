import { expect, test } from "vitest";
import { blameCargo, blameNamed, lacksAuthorScope } from "./blame.ts";
import type { CallDescription, CallKind, Cargo } from "./call-description.ts";

const everything = [
  "cards",
  "blocks-content",
  "blocks",
  "metadata",
  "session-status",
  "display-mode",
  "author",
] as const satisfies readonly Cargo[];

test.each([
  ["chunks", "card-refused"],
  ["blocks", "decoration-refused blocks"],
  ["metadata", "decoration-refused metadata"],
  ["session_status", "decoration-refused session-status"],
  ["task_display_mode", "decoration-refused display-mode"],
  ["username", "decoration-refused author"],
  ["icon_emoji", "decoration-refused author"],
  ["icon_url", "decoration-refused author"],
])("blameNamed() follows a pointer to %s, whatever else the call carries", (argument, blame) => {
  expect(blameNamed(describeCall("start", everything), pointTo(argument))).toEqual(toBlame(blame));
});

test("blameNamed() follows a pointer to the blocks of a post to its content", () => {
  expect(blameNamed(describeCall("post", ["blocks-content", "metadata"]), pointTo("blocks"))).toEqual(
    toBlame("card-refused"),
  );
});

test.each(["channel", "text", ""])("blameNamed() says nothing of a pointer to '%s'", (argument) => {
  expect(blameNamed(describeCall("start", everything), pointTo(argument))).toBeUndefined();
});

test("blameNamed() reads complaints without a pointer, beside others, and things that are none", () => {
  const complaints = [
    "must be valid",
    7,
    null,
    Object.create(null),
    "[ERROR] bad [json-pointer:/metadata/event_type]",
  ];
  expect(blameNamed(describeCall("stop", everything), refusedWith(complaints))).toEqual(
    toBlame("decoration-refused metadata"),
  );
  for (const messages of [undefined, "json-pointer:/metadata", { 0: "json-pointer:/metadata" }, [7, null]])
    expect(blameNamed(describeCall("stop", everything), refusedWith(messages))).toBeUndefined();
});

test.each([
  ["update", "message-full"],
  ["post", undefined],
  ["stop", undefined],
] as const)("blameNamed() reads too many items on %s as %s", (kind, reason) => {
  const tooMany = refusedWith(["no more than 50 items allowed"]);
  expect(blameNamed(describeCall(kind, ["blocks-content"]), tooMany)?.reason).toBe(reason);
});

test.each([
  ["metadata_too_large", "decoration-refused metadata"],
  ["invalid_metadata_schema", "decoration-refused metadata"],
  ["invalid_chunks", "card-refused"],
  ["invalid_blocks", "decoration-refused blocks"],
  ["invalid_blocks_format", "decoration-refused blocks"],
  ["msg_blocks_too_many", "decoration-refused blocks"],
  ["streaming_mode_mismatch", "decoration-refused blocks"],
])("blameNamed() takes %s by its name", (code, blame) => {
  expect(blameNamed(describeCall("stop", everything), { code, answer: {} })).toEqual(toBlame(blame));
});

test.each([
  ["invalid_blocks", ["cards", "metadata"]],
  ["invalid_blocks", ["blocks-content", "metadata"]],
] as const)("blameNamed() takes %s to be about what stands for blocks in a call with %s", (code, carries) => {
  expect(blameNamed(describeCall("post", carries), { code, answer: {} })).toEqual(toBlame("card-refused"));
});

test.each([
  "invalid_chunks_of_another_kind",
  "no_invalid_chunks",
  "no_invalid_blocks",
  "too_many_msg_blocks",
  "no_streaming_mode_mismatch",
  "streaming_mode_mismatch_of_another_kind",
])("blameNamed() takes %s for no name that it knows", (code) => {
  expect(blameNamed(describeCall("stop", everything), { code, answer: {} })).toBeUndefined();
});

test.each([
  [["blocks", "metadata", "cards"], "decoration-refused"],
  [["session-status", "cards"], "decoration-refused session-status"],
  [["display-mode"], "decoration-refused display-mode"],
  [["author"], "decoration-refused author"],
  [["blocks-content"], "card-refused"],
  [["cards"], "card-refused"],
  [[], "refused-for-good"],
] as const)("blameCargo() guesses that costs the least of %j", (carries, blame) => {
  expect(blameCargo(describeCall("post", carries))).toEqual(toBlame(blame));
});

test("lacksAuthorScope() asks for a name or icon in the call, and for their scope alone", () => {
  const needed = { needed: "chat:write,chat:write.customize" };
  expect(lacksAuthorScope(describeCall("start", ["author"]), needed)).toBe(true);
  expect(lacksAuthorScope(describeCall("start", ["cards"]), needed)).toBe(false);
  for (const answer of [undefined, {}, { needed: 7 }, { needed: "chat:write" }])
    expect(lacksAuthorScope(describeCall("start", ["author"]), answer)).toBe(false);
});

function describeCall(kind: CallKind, carries: readonly Cargo[]): CallDescription {
  return { kind, carries: new Set(carries), channel: "C1", ts: "9.9", attempts: "one" };
}

function pointTo(argument: string) {
  return refusedWith([`[ERROR] must be valid [json-pointer:/${argument}]`]);
}

/** A code that blames nothing by itself, with Slack's words. */
function refusedWith(messages: unknown) {
  return { code: "invalid_arguments", answer: { response_metadata: { messages } } };
}

function toBlame(words: string) {
  const [reason, suspect] = words.split(" ");
  return suspect === undefined ? { reason } : { reason, suspect };
}
