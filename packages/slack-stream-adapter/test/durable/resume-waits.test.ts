import { expect, test } from "vitest";
import type { StreamOptions, StreamSource } from "../../src/index.ts";
import { createMortal, createStore, endLease, liveOnce } from "../support/mortal.ts";
import { createSpokenAnswer, shown } from "../support/spoken-answer.ts";
import { createStory, type Line, type Story, silence } from "../support/story.ts";

/** The next process waits until its source has given the text that Slack has. These stories end that wait in other ways. */
const { answer, spoken } = createSpokenAnswer(20);

async function leaveOpen() {
  const story = createStory();
  const memory = createStore();
  const dead = createMortal(story, memory, { call: 4, when: "after" });
  expect(await liveOnce(story, dead, () => story.script(spoken))).toBe("died");
  await endLease(memory);
  const goOn = (
    source: StreamSource | readonly Line[],
    options: StreamOptions & { readonly id?: string } = {},
  ) =>
    liveOnce(
      story,
      createMortal(story, memory),
      Array.isArray(source) ? () => story.script(source) : (source as StreamSource),
      options,
    );
  return { story, goOn };
}

const isOpen = ({ slack }: Story) => slack.messages.some(({ state }) => state === "open");

test("a source that is silent for too long while it repeats the text ends the try, and the next one goes on", async () => {
  const { story, goOn } = await leaveOpen();
  const waits: Line[] = [silence(60_000), ...spoken];
  await expect(goOn(waits, { sourceTimeoutMs: 5_000 })).rejects.toMatchObject({ code: "source-timeout" });
  expect(isOpen(story)).toBe(false);
  expect(await goOn(spoken)).toMatchObject({ outcome: "completed" });
  expect(shown(story)).toBe(answer);
});

test("an abort while the source repeats the text closes the message, and the answer is over", async () => {
  const { story, goOn } = await leaveOpen();
  const aborter = new AbortController();
  story.clock.setTimer(3_000, () => aborter.abort());
  const options = { abortSignal: aborter.signal };
  expect(await goOn([silence(60_000), ...spoken], options)).toMatchObject({ outcome: "aborted" });
  expect(isOpen(story)).toBe(false);
  expect(await goOn(spoken)).toMatchObject({ outcome: "aborted", replayed: true });
});

test("a source that aborts while it repeats the text closes the message", async () => {
  const { story, goOn } = await leaveOpen();
  expect(await goOn([spoken[0] ?? "", { type: "abort", reason: "stop" }])).toMatchObject({
    outcome: "aborted",
  });
  expect(isOpen(story)).toBe(false);
});

test("a newer answer in the thread ends one whose source repeats its text", async () => {
  const { story, goOn } = await leaveOpen();
  story.clock.setTimer(3_000, () => void goOn(["The newer one."], { id: "newer", supersede: true }));
  expect(await goOn([silence(60_000), ...spoken])).toMatchObject({ outcome: "superseded" });
  expect(isOpen(story)).toBe(false);
  await story.clock.advance(60_000);
  expect(story.slack.messages.at(-1)).toMatchObject({ state: "stopped", markdown: "The newer one." });
});
