import { expect, test } from "vitest";
import { compose, startAnswer } from "../../src/markdown/compose.ts";
import { read } from "./reading.ts";
import { createWriter } from "./split.ts";

const text = "| a1 b2 | **c3 d4** | `e5 f6` |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n\nend";
const rows = read(text).filter((one) => !one.includes(">head"));

const heads = read(text).filter((one) => one.includes(">head"));

test.each(["at once", "bit by bit"])(
  "a table whose head is cut is a table in the next message, if the rest comes %s",
  (how) => {
    const end = text.indexOf("| 1");
    for (let at = 1; at < end; at++) {
      const writer = createWriter({ maxBytes: 9_000 });
      writer.push(text.slice(0, at));
      writer.release();
      writer.cut();
      const rest = text.slice(at);
      for (const piece of how === "at once" ? [rest] : rest.split(/(?<= )/)) {
        writer.push(piece);
        writer.release();
      }
      const { messages } = writer.end();
      const seen = read(messages.at(-1) ?? "");
      const name = JSON.stringify(messages);
      expect(
        seen.filter((one) => !one.includes(">head")),
        name,
      ).toEqual(rows);
      expect(
        seen.filter((one) => one.includes(">head")),
        name,
      ).toEqual(heads);
    }
  },
);

test("no message ends between the words of a possible table head", () => {
  const first = compose(startAnswer({ maxBytes: 9_000 }), "| a1", { ended: false, reserve: 0 });
  const next = compose(first.state, " b2 | c3", { ended: false, reserve: 0, stopAt: "word" });
  expect(next).toMatchObject({ wire: " b2 | c3", full: false });
});
