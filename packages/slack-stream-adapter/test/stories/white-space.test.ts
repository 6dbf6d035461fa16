import { expect, test } from "vitest";
import { createStory, silence } from "../support/story.ts";

test.each([
  ["all at once", ""],
  ["behind a pause", silence(5_000)],
])(
  "white space that is longer than messages are hides nothing of what is behind it: %s",
  async (_name, pause) => {
    for (const transport of ["stream", "edit"] as const) {
      const story = createStory();
      const space = " ".repeat(50_000);
      const receipt = await story.play(["The first part.", pause, space, pause, "The second part."], {
        transport,
      });
      expect(story.slack.messages.map(({ markdown }) => markdown)).toEqual([
        "question",
        "The first part.",
        "The second part.",
      ]);
      expect(receipt).toMatchObject({ outcome: "completed", delivered: receipt.text.length });
      expect(receipt.text).toBe(`The first part.${space}The second part.`);
    }
  },
);
