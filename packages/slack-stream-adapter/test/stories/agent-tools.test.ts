import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { calls, finishes, says, streamTexts } from "../support/ai-models.ts";
import { playWeather, weather } from "../support/play-weather.ts";
import { cardsOf, createStory, type Story } from "../support/story.ts";

for (const version of [6, 7] as const) {
  const streamText = streamTexts[version];

  test(`ai ${version}: a tool that runs is a card, with its name in words and its result in short`, async () => {
    const { story, receipt } = await playWeather(streamText, weather);
    expect(story.thread()).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      Let me look.
      [✓] Get weather
          city: Lisbon, celsius: 21, hours: 3 items
      It is 21 °C.
      "
    `);
    expect(receipt).toMatchObject({ outcome: "completed", text: "Let me look.\n\nIt is 21 °C." });
  });

  test(`ai ${version}: the calls of a tool that takes its time`, async () => {
    const untilShown = ({ slack }: Story) => ({
      execute: () =>
        new Promise((resolve) => {
          const look = () => JSON.stringify(slack.calls).includes("in_progress") && resolve("sunny");
          slack.onCall(look);
          look();
        }),
    });
    const { story } = await playWeather(streamText, untilShown, { minIntervalMs: 0 });
    const lines = story.slack.transcript().map((line) => line.replace(/^\S+ /, ""));
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      chat.startStream #1 "Let me look."
      chat.appendStream #1 card c1 in_progress "Get weather"
      chat.appendStream #1 card c1 complete "Get weather" output="sunny"
      chat.appendStream #1 "⏎⏎It is 21 °C."
      chat.stopStream #1
      "
    `);
  });

  test(`ai ${version}: a call of an unknown tool is a failed card`, async () => {
    const story = createStory({ clock: systemClock });
    await story.play(
      streamText({
        steps: [
          [...calls("c1", "nothing_like_it"), finishes("tool-calls")],
          [...says("Sorry."), finishes()],
        ],
      }),
    );
    expect(cardsOf(story)).toMatchInlineSnapshot(`
      [
        "error | Nothing like it | Failed",
      ]
    `);
  });

  test(`ai ${version}: two steps may use one ID, and each call has its own card`, async () => {
    const story = createStory({ clock: systemClock });
    await story.play(
      streamText({
        steps: [
          [...calls("c1", "getWeather", { city: "Lisbon" }), finishes("tool-calls")],
          [...calls("c1", "getWeather", { city: "Porto" }), finishes("tool-calls")],
          [...says("Both are sunny."), finishes()],
        ],
        tools: { getWeather: weather },
      }),
      { tasks: { "*": { title: ({ city }: { city: string }) => city, output: true } } },
    );
    expect(cardsOf(story)).toMatchInlineSnapshot(`
      [
        "complete | Lisbon | city: Lisbon, celsius: 21, hours: 3 items",
        "complete | Porto | city: Porto, celsius: 21, hours: 3 items",
      ]
    `);
  });

  test(`ai ${version}: a UI message stream shows the same`, async () => {
    const { story, receipt } = await playWeather(streamText, weather, { ui: true });
    expect(cardsOf(story)).toEqual(["complete | Get weather | city: Lisbon, celsius: 21, hours: 3 items"]);
    expect(receipt.text).toBe("Let me look.\n\nIt is 21 °C.");
  });

  test(`ai ${version}: where Slack takes no cards the text goes on without them`, async () => {
    const story = createStory({ clock: systemClock });
    story.slack.failNext("chat.stopStream", "invalid_chunks");
    const result = streamText({
      steps: [
        [...says("Let me look."), ...calls("c1", "getWeather", { city: "Lisbon" }), finishes("tool-calls")],
        [...says("It is 21 °C."), finishes()],
      ],
      tools: { getWeather: weather },
    });
    const receipt = await story.play(result);
    expect(story.slack.messages.filter((message) => message.streamed)).toMatchObject([
      { markdown: "Let me look.\n\nIt is 21 °C.", state: "stopped" },
    ]);
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ repaired: false }] });
  });
}
