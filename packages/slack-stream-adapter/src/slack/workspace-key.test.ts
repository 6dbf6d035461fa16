import { expect, test } from "vitest";
import { toAccountKey, toPlaceKey } from "./workspace-key.ts";

const token = "xoxb-111-222-aBcDeFgH";

test("toAccountKey() is the same for every client of a token, and does not contain the token", () => {
  const key = toAccountKey({ token });
  expect(toAccountKey({ client: { token } })).toBe(key);
  expect(toAccountKey({ client: { token: "xoxb-other" }, token })).toBe(key);
  expect(key).toMatch(/^token-[0-9a-z]{1,13}$/);
  for (const part of token.split("-")) expect(key).not.toContain(part);
});

test("toAccountKey() differs for different tokens and teams", () => {
  const keys = [
    toAccountKey({ token }),
    toAccountKey({ token: `${token}x` }),
    toAccountKey({ client: { token, teamId: "T1" } }),
    toAccountKey({ client: { token, teamId: "T2" } }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test("toAccountKey() identifies a client that hides its token by the object", () => {
  const [one, other] = [{}, {}];
  expect(toAccountKey({ client: one })).toBe(toAccountKey({ client: one }));
  expect(toAccountKey({ client: one })).not.toBe(toAccountKey({ client: other }));
});

test("toPlaceKey() adds the channel", () => {
  expect(toPlaceKey({ token }, "C1")).toBe(`${toAccountKey({ token })}/C1`);
});
