import { expect, test } from "vitest";
import { callAs } from "../support/call.ts";
import { createScene, REFUSALS } from "./refusals.ts";

test.each(REFUSALS)("$method refuses with $error", async ({ method, error, make, token }) => {
  const scene = createScene();
  const args = await make(scene);
  const before = scene.slack.messages.length;
  const answer = await callAs(scene.slack, token ?? scene.slack.token, method, args);
  expect(answer).toMatchObject({ ok: false, error });
  expect(scene.slack.messages).toHaveLength(before);
});
