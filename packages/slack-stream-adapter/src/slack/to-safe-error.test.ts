import { inspect } from "node:util";
import { expect, test } from "vitest";
import { redact, toSafeError } from "./to-safe-error.ts";

const token = "xoxb-12345-67890-AbCdEfGhIj";

test("toSafeError() leaves the request behind that an HTTP client's error holds", () => {
  const original = Object.assign(new Error("socket hang up"), {
    code: "ECONNRESET",
    config: { headers: { Authorization: `Bearer ${token}` }, data: "chunks=the+secret+answer" },
  });
  const thrown = Object.assign(new Error("A request error occurred: socket hang up"), {
    code: "slack_webapi_request_error",
    original,
    cause: original,
  });
  const error = toSafeError(thrown, "ECONNRESET");
  expect(error.message).toBe("A request error occurred: socket hang up");
  expect(error).toMatchObject({ code: "slack_webapi_request_error" });
  const shown = inspect(error, { depth: 10, showHidden: true });
  expect(shown).not.toContain(token);
  expect(shown).not.toContain("secret");
});

test("toSafeError() keeps what Slack says about a refusal", () => {
  const data = {
    ok: false,
    error: "missing_scope",
    needed: "chat:write",
    provided: "commands",
    response_metadata: { messages: ["[ERROR] x"], scopes: ["a"] },
    message: { text: "the secret answer" },
  };
  const error = toSafeError(
    Object.assign(new Error("An API error occurred: missing_scope"), { data }),
    "missing_scope",
  );
  expect(error).toMatchObject({
    data: {
      ok: false,
      error: "missing_scope",
      needed: "chat:write",
      provided: "commands",
      response_metadata: { messages: ["[ERROR] x"] },
    },
  });
  expect(inspect(error, { depth: 10 })).not.toContain("secret");
});

test("toSafeError() hides a token in the words and frames of an error", () => {
  const error = toSafeError(new Error(`bad token ${token}`), "x");
  expect(error.message).toBe("bad token [token]");
  expect(error.stack).not.toContain(token);
  expect(error.stack).toMatch(/^Error: bad token \[token\]\n\s+at /);
});

test("toSafeError() makes an error of anything", () => {
  for (const thrown of [undefined, null, "text", 7, Object.freeze({}), Object.create(null)]) {
    expect(toSafeError(thrown, "no_answer")).toMatchObject({
      message: "Slack call failed: no_answer",
      code: "no_answer",
    });
  }
});

test("redact() knows the kinds of token", () => {
  for (const kind of ["xoxb-1-a", "xoxp-1-a", "xoxe.xoxp-1-a", "xoxe-1-a", "xapp-1-A-b"]) {
    expect(redact(`<${kind}>`)).toBe("<[token]>");
  }
  expect(redact("Authorization: Bearer abc.def")).toBe("Authorization: Bearer [token]");
});
