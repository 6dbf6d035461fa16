import { expect, test } from "vitest";
import { call } from "../support/call.ts";
import { createScene, MODAL } from "./refusals.ts";

const viewOf = (answer: Record<string, unknown>) => answer.view as Record<string, unknown>;

test("a modal is opened, updated by its hash, and has another pushed above it", async () => {
  const { slack } = createScene();
  const opened = viewOf(
    await call(slack, "views.open", {
      trigger_id: slack.issueTrigger({ user: "U2" }),
      // Some clients send the view as JSON text.
      view: JSON.stringify({ ...MODAL, callback_id: "ask", private_metadata: "x" }),
    }),
  );
  expect(opened).toMatchObject({
    type: "modal",
    callback_id: "ask",
    private_metadata: "x",
    root_view_id: opened.id,
    previous_view_id: null,
    state: { values: {} },
    app_id: "A0000000001",
  });
  const update = { view_id: opened.id, hash: opened.hash, view: { ...MODAL, callback_id: "ask-2" } };
  const updated = viewOf(await call(slack, "views.update", update));
  expect(updated).toMatchObject({ id: opened.id, callback_id: "ask-2" });
  expect((await call(slack, "views.update", update)).error).toBe("hash_conflict");
  const pushed = viewOf(
    await call(slack, "views.push", {
      trigger_id: slack.issueTrigger({ viewId: String(opened.id) }),
      view: MODAL,
    }),
  );
  expect(pushed).toMatchObject({ root_view_id: opened.id, previous_view_id: opened.id });
  expect(slack.views.map(({ userId, isOpen }) => [userId, isOpen])).toEqual([
    ["U2", true],
    ["U1", true],
  ]);
});

test("each person has one home tab, published again and again", async () => {
  const { slack } = createScene();
  const publish = (user: string, callback: string) =>
    call(slack, "views.publish", {
      user_id: user,
      view: { type: "home", blocks: [], callback_id: callback },
    });
  const first = viewOf(await publish("U1", "a"));
  const second = viewOf(await publish("U1", "b"));
  const other = viewOf(await publish("U2", "c"));
  expect(second.id).toBe(first.id);
  expect(other.id).not.toBe(first.id);
  expect(slack.views.map(({ type, content }) => [type, content.callback_id])).toEqual([
    ["home", "b"],
    ["home", "c"],
  ]);
});

test.each([
  [{ type: "modal", blocks: [] }, "/view/title"],
  [{ ...MODAL, title: { type: "plain_text", text: "x".repeat(25) } }, "/view/title/text"],
  [{ ...MODAL, blocks: "none" }, "/view/blocks"],
  [{ ...MODAL, blocks: [{ type: "divider" }, {}] }, "/view/blocks/1"],
  [{ ...MODAL, blocks: [{ type: "input" }] }, "/view/blocks/0/input"],
  [{ ...MODAL, blocks: Array.from({ length: 101 }, () => ({ type: "divider" })) }, "/view/blocks"],
])("a view that is wrong is refused with a pointer: %#", async (view, pointer) => {
  const { slack } = createScene();
  const trigger = slack.issueTrigger();
  expect(await call(slack, "views.open", { trigger_id: trigger, view })).toMatchObject({
    error: "invalid_arguments",
    response_metadata: { messages: [expect.stringContaining(`[json-pointer:${pointer}]`)] },
  });
  // The trigger is not spent by it.
  expect((await call(slack, "views.open", { trigger_id: trigger, view: MODAL })).ok).toBe(true);
});
