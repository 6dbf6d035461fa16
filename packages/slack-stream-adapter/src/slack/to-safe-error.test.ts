import { inspect } from "node:util";
import { expect, test } from "vitest";
import { redact, toSafeError } from "./to-safe-error.ts";

const token = "xoxb-12345-67890-AbCdEfGhIj";

test("toSafeError() drops the request of an HTTP client's error", () => {
  const original = Object.assign(new Error("socket hang up"), {
    code: "ECONNRESET",
    config: { headers: { Authorization: `Bearer ${token}` }, data: "chunks=the+secret+answer" },
  });
  const thrown = Object.assign(new Error("A request error occurred: socket hang up"), {
    code: "slack_webapi_request_error",
    original,
    cause: original,
  });
  const error = toSafeError(thrown, { code: "ECONNRESET" });
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
    response_metadata: {
      messages: ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"],
      scopes: ["a"],
    },
    message: { text: "the secret answer" },
  };
  const error = toSafeError(Object.assign(new Error("An API error occurred: missing_scope"), { data }), {
    code: "missing_scope",
  });
  expect(error).toMatchObject({
    data: {
      ok: false,
      error: "missing_scope",
      needed: "chat:write",
      provided: "commands",
      response_metadata: { messages: ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"] },
    },
  });
  expect(inspect(error, { depth: 10 })).not.toContain("secret");
});

test("toSafeError() hides a token in the message and the stack of an error", () => {
  const error = toSafeError(new Error(`bad token ${token}`), { code: "x" });
  expect(error.message).toBe("bad token [token]");
  expect(error.stack).not.toContain(token);
  expect(error.stack).toMatch(/^Error: bad token \[token\]\n\s+at /);
});

test("toSafeError() turns any value into an error", () => {
  for (const thrown of [undefined, null, "text", 7, Object.freeze({}), Object.create(null)]) {
    expect(toSafeError(thrown, { code: "no_answer" })).toMatchObject({
      message: "Slack call failed: no_answer",
      code: "no_answer",
    });
  }
});

test("redact() hides all kinds of token", () => {
  for (const kind of ["xoxb-1-a", "xoxp-1-a", "xoxe.xoxp-1-a", "xoxe-1-a", "xapp-1-A-b"]) {
    expect(redact(`<${kind}>`)).toBe("<[token]>");
  }
  expect(redact("Authorization: Bearer abc.def")).toBe("Authorization: Bearer [token]");
});

// Regression: if a server repeated the request, text of the answer got into events and errors.
test("toSafeError() contains no text of the answer if a server or a client repeats it", () => {
  const secret = "Quarterly revenue fell sharply";
  const args = {
    channel: "C1",
    ts: "1.1",
    chunks: [{ type: "markdown_text", text: `${secret}, must be told.` }],
  };
  const answer = (fields: object) => ({ ok: false, error: "invalid_arguments", ...fields });
  const thrown: readonly unknown[] = [
    answer({
      response_metadata: { messages: [`[ERROR] invalid value: ${secret} [json-pointer:/chunks/0/text]`] },
    }),
    answer({ response_metadata: { messages: [`[ERROR] [json-pointer:/chunks/${secret}]`, secret] } }),
    answer({ error: secret, needed: secret, provided: secret, message: { text: secret } }),
    Object.assign(new Error(`An API error occurred: ${secret}`), { data: answer({ error: secret }) }),
    new Error(`could not send ${JSON.stringify(args)}`),
    new Error(`could not send text=${new URLSearchParams({ text: secret })}`),
    new Error(`could not send ${encodeURIComponent(secret)}`),
    new Error(`lost:\n    at ${secret}\n    at ${secret} home (x:1:1)`),
    Object.assign(new Error("x"), { name: secret, code: secret, body: secret, headers: { secret } }),
  ];
  for (const one of thrown) {
    const shown = inspect(toSafeError(one, { code: "invalid_arguments", args }), {
      depth: 10,
      showHidden: true,
    });
    expect(shown).not.toMatch(/quarterly|revenue|sharply/i);
  }
  const error = toSafeError(thrown[0], { code: "invalid_arguments", args });
  expect(error).toMatchObject({
    message: "An API error occurred: invalid_arguments",
    data: { response_metadata: { messages: ["[ERROR] invalid value: … [json-pointer:/chunks/0/text]"] } },
  });
});

test("toSafeError() keeps a client's message that repeats no text of the answer", () => {
  const args = { channel: "C1", chunks: [{ type: "markdown_text", text: "Is the socket closed?" }] };
  const words = "connect ECONNREFUSED 127.0.0.1:80";
  expect(toSafeError(new Error(words), { code: "ECONNREFUSED", args }).message).toBe(words);
  expect(toSafeError(new Error("no channel C1"), { code: "x", args }).message).toBe("no channel C1");
});
