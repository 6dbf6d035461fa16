import fc from "fast-check";
import { expect, test } from "vitest";
import { hashOn, noHash } from "../answer/hash.ts";
import { Run } from "../answer/run.ts";
import { toSettings } from "../options/settings.ts";
import type { SlackCalls } from "../slack/slack-calls.ts";
import type { CanonicalPart } from "../source/canonical-parts.ts";
import { createFrom, createSourceTracker, fromStart } from "./source-tracker.ts";

const part = (type: string) => ({ type }) as CanonicalPart;

/** What a source gives, and the offsets whose hash is asked for, in thousandths of the text so far. */
const moves = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.string({ minLength: 1, maxLength: 3_000, size: "max" }) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
    { weight: 1, arbitrary: fc.constant("finish-step" as const).map((type) => ({ type })) },
    { weight: 1, arbitrary: fc.constant("reset-step" as const).map((type) => ({ type })) },
  ),
  { maxLength: 60 },
);

test("the hash of a text's beginning is the same whatever was asked for before, and after a step was taken back", () => {
  fc.assert(
    fc.property(moves, (given) => {
      const target = { token: "xoxb-test", channel: "C1", threadTs: "1.0" };
      const run = new Run({ target, settings: toSettings({}), calls: {} as SlackCalls });
      const tracker = createSourceTracker(run, createFrom(fromStart, undefined), {
        from: fromStart,
        text: undefined,
      });
      let said = "";
      let step = 0;
      for (const move of given) {
        if (typeof move === "string") {
          tracker.sink.text(move);
          said += move;
        } else if (typeof move === "object") {
          tracker.sink.part?.(part(move.type));
          if (move.type === "reset-step") said = said.slice(0, step);
          step = said.length;
        } else {
          const end = Math.floor((move * said.length) / 1_000);
          expect(tracker.hash(end)).toEqual(hashOn(noHash, said.slice(0, end)));
        }
      }
      run.control.close();
      run.wakeup.close();
    }),
  );
});
