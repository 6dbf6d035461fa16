import { expect, test } from "vitest";
import { attributeByName, attributeRefusal, lacksAuthorScope } from "./attribute-refusal.ts";
import type { CallDescription, CallKind, OptionalPart } from "./call-description.ts";

const everything = [
  "cards",
  "blocks-content",
  "blocks",
  "metadata",
  "session-status",
  "display-mode",
  "author",
] as const satisfies readonly OptionalPart[];

test.each([
  ["chunks", "card-refused"],
  ["blocks", "decoration-refused blocks"],
  ["metadata", "decoration-refused metadata"],
  ["session_status", "decoration-refused session-status"],
  ["task_display_mode", "decoration-refused display-mode"],
  ["username", "decoration-refused author"],
  ["icon_emoji", "decoration-refused author"],
  ["icon_url", "decoration-refused author"],
])("attributeByName() follows a pointer to %s, whatever else the call carries", (argument, attribution) => {
  expect(attributeByName(describeCall("start", everything), pointTo(argument))).toEqual(
    toAttribution(attribution),
  );
});

test("attributeByName() reads a pointer to the blocks of a post as the post's content", () => {
  expect(attributeByName(describeCall("post", ["blocks-content", "metadata"]), pointTo("blocks"))).toEqual(
    toAttribution("card-refused"),
  );
});

test.each(["channel", "text", ""])("attributeByName() says nothing of a pointer to '%s'", (argument) => {
  expect(attributeByName(describeCall("start", everything), pointTo(argument))).toBeUndefined();
});

test("attributeByName() reads complaints without a pointer, several complaints, and values that are no complaint", () => {
  const complaints = [
    "must be valid",
    7,
    null,
    Object.create(null),
    "[ERROR] bad [json-pointer:/metadata/event_type]",
  ];
  expect(attributeByName(describeCall("stop", everything), refusedWith(complaints))).toEqual(
    toAttribution("decoration-refused metadata"),
  );
  for (const messages of [undefined, "json-pointer:/metadata", { 0: "json-pointer:/metadata" }, [7, null]])
    expect(attributeByName(describeCall("stop", everything), refusedWith(messages))).toBeUndefined();
});

test.each([
  ["update", "message-full"],
  ["post", undefined],
  ["stop", undefined],
] as const)("attributeByName() reads too many items on %s as %s", (kind, reason) => {
  const tooMany = refusedWith(["no more than 50 items allowed"]);
  expect(attributeByName(describeCall(kind, ["blocks-content"]), tooMany)?.reason).toBe(reason);
});

test.each([
  ["metadata_too_large", "decoration-refused metadata"],
  ["invalid_metadata_schema", "decoration-refused metadata"],
  ["invalid_chunks", "card-refused"],
  ["invalid_blocks", "decoration-refused blocks"],
  ["invalid_blocks_format", "decoration-refused blocks"],
  ["msg_blocks_too_many", "decoration-refused blocks"],
  ["streaming_mode_mismatch", "decoration-refused blocks"],
])("attributeByName() takes %s by its name", (code, attribution) => {
  expect(attributeByName(describeCall("stop", everything), { code, answer: {} })).toEqual(
    toAttribution(attribution),
  );
});

test.each([
  ["invalid_blocks", ["cards", "metadata"]],
  ["invalid_blocks", ["blocks-content", "metadata"]],
] as const)(
  "attributeByName() takes %s to be about what stands for blocks in a call with %s",
  (code, includes) => {
    expect(attributeByName(describeCall("post", includes), { code, answer: {} })).toEqual(
      toAttribution("card-refused"),
    );
  },
);

test.each([
  "invalid_chunks_of_another_kind",
  "no_invalid_chunks",
  "no_invalid_blocks",
  "too_many_msg_blocks",
  "no_streaming_mode_mismatch",
  "streaming_mode_mismatch_of_another_kind",
])("attributeByName() takes %s for no name that it knows", (code) => {
  expect(attributeByName(describeCall("stop", everything), { code, answer: {} })).toBeUndefined();
});

test.each([
  [["blocks", "metadata", "cards"], "decoration-refused"],
  [["session-status", "cards"], "decoration-refused session-status"],
  [["display-mode"], "decoration-refused display-mode"],
  [["author"], "decoration-refused author"],
  [["blocks-content"], "card-refused"],
  [["cards"], "card-refused"],
  [[], "refused-for-good"],
] as const)("attributeRefusal() guesses that costs the least of %j", (includes, attribution) => {
  expect(attributeRefusal(describeCall("post", includes))).toEqual(toAttribution(attribution));
});

test("lacksAuthorScope() is true only if the call has a name or icon and only their scope is missing", () => {
  const needed = { needed: "chat:write,chat:write.customize" };
  expect(lacksAuthorScope(describeCall("start", ["author"]), needed)).toBe(true);
  expect(lacksAuthorScope(describeCall("start", ["cards"]), needed)).toBe(false);
  for (const answer of [undefined, {}, { needed: 7 }, { needed: "chat:write" }])
    expect(lacksAuthorScope(describeCall("start", ["author"]), answer)).toBe(false);
});

function describeCall(kind: CallKind, includes: readonly OptionalPart[]): CallDescription {
  return { kind, includes: new Set(includes), channel: "C1", ts: "9.9", attempts: "one" };
}

function pointTo(argument: string) {
  return refusedWith([`[ERROR] must be valid [json-pointer:/${argument}]`]);
}

/** A refusal whose code names no part of the call, with Slack's messages. */
function refusedWith(messages: unknown) {
  return { code: "invalid_arguments", answer: { response_metadata: { messages } } };
}

function toAttribution(words: string) {
  const [reason, suspect] = words.split(" ");
  return suspect === undefined ? { reason } : { reason, suspect };
}
