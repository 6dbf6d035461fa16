import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { streamTexts } from "../support/ai-models.ts";
import { playWeather, weather } from "../support/play-weather.ts";
import { cardsOf } from "../support/story.ts";

for (const version of [6, 7] as const) {
  const streamText = streamTexts[version];

  test(`ai ${version}: the tasks option names a tool, and says what of its call is shown`, async () => {
    const shown = async (tasks: StreamOptions["tasks"]) =>
      cardsOf((await playWeather(streamText, weather, { tasks })).story);
    expect(await shown({ getWeather: { title: "Asking the sky", output: true } })).toMatchInlineSnapshot(`
      [
        "complete | Asking the sky | city: Lisbon, celsius: 21, hours: 3 items",
      ]
    `);
    expect(
      await shown({
        getWeather: { title: ({ city }: { city: string }) => `Weather in ${city}`, output: true },
      }),
    ).toMatchInlineSnapshot(`
      [
        "complete | Weather in Lisbon | city: Lisbon, celsius: 21, hours: 3 items",
      ]
    `);
    expect(await shown({ "*": { input: true, output: false } })).toMatchInlineSnapshot(`
      [
        "complete | Get weather | city: Lisbon",
      ]
    `);
    expect(
      await shown({ getWeather: { output: (value: { celsius: number }) => `${value.celsius} °C` } }),
    ).toMatchInlineSnapshot(`
      [
        "complete | Get weather | 21 °C",
      ]
    `);
    expect(await shown({ getWeather: false })).toEqual([]);
    expect(await shown(false)).toEqual([]);
  });

  test(`ai ${version}: a tool's own title is its card's`, async () => {
    const { story } = await playWeather(streamText, { ...weather, title: "The weather office" });
    expect(cardsOf(story)).toMatchInlineSnapshot(`
      [
        "complete | The weather office | city: Lisbon, celsius: 21, hours: 3 items",
      ]
    `);
  });

  test(`ai ${version}: functions of the caller's that fail leave the tool's name`, async () => {
    const fail = () => {
      throw new Error("the caller's own");
    };
    const tasks = { getWeather: { title: fail, input: fail, output: fail } };
    expect(cardsOf((await playWeather(streamText, weather, { tasks })).story)).toEqual([
      "complete | Get weather",
    ]);
  });

  test(`ai ${version}: a tool that throws is a failed card, and its message is shown to nobody who did not ask`, async () => {
    const broken = {
      execute: async () => {
        throw new Error("no route to db-7.internal");
      },
    };
    expect(cardsOf((await playWeather(streamText, broken)).story)).toMatchInlineSnapshot(`
      [
        "error | Get weather | Failed",
      ]
    `);
    const tasks = { getWeather: { error: true } };
    expect(cardsOf((await playWeather(streamText, broken, { tasks })).story)).toMatchInlineSnapshot(`
      [
        "error | Get weather | no route to db-7.internal",
      ]
    `);
  });

  test(`ai ${version}: preliminary results that grow are added to, others wait for the final one`, async () => {
    const growing = {
      async *execute() {
        yield "Asking Lisbon";
        yield "Asking Lisbon, asking Porto";
        yield "Asking Lisbon, asking Porto: sunny";
      },
    };
    expect(cardsOf((await playWeather(streamText, growing)).story)).toMatchInlineSnapshot(`
      [
        "complete | Get weather | Asking Lisbon, asking Porto: sunny",
      ]
    `);
    const states = {
      async *execute() {
        yield { state: "asking" };
        yield { state: "done", celsius: 21 };
      },
    };
    expect(cardsOf((await playWeather(streamText, states)).story)).toMatchInlineSnapshot(`
      [
        "complete | Get weather | state: done, celsius: 21",
      ]
    `);
    const tasks = {
      getWeather: {
        title: (_: unknown, progress?: { state: string }) => `Weather (${progress?.state ?? "begun"})`,
        output: true,
      },
    };
    expect(cardsOf((await playWeather(streamText, states, { tasks })).story)).toMatchInlineSnapshot(`
      [
        "complete | Weather (done) | state: done, celsius: 21",
      ]
    `);
  });

  test(`ai ${version}: what an error says is not shown of a UI message stream either`, async () => {
    const broken = {
      execute: async () => {
        throw new Error("no route to db-7.internal");
      },
    };
    expect(cardsOf((await playWeather(streamText, broken, { ui: true })).story)).toEqual([
      "error | Get weather | Failed",
    ]);
  });
}
