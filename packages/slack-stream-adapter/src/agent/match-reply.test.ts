import { expect, test } from "vitest";
import { matchReply } from "./reply-gate.ts";

const replies = ["NO_REPLY", "ALL QUIET"];

test("matchReply() tells a whole reply, its beginnings, and everything else", () => {
  for (const whole of replies) {
    expect(matchReply(whole, replies)).toBe("whole");
    expect(matchReply(` \n${whole}\n\n`, replies)).toBe("whole");
    for (let length = 0; length < whole.length; length += 1)
      expect(matchReply(` ${whole.slice(0, length)}`, replies)).toBe("beginning");
  }
});

test("matchReply() takes a reply that merely begins like one for another", () => {
  for (const text of [
    "NO_REPLY.",
    "NO_REPLY needed",
    "NO REPLY",
    "No",
    "no_reply",
    "ALL  QUIET",
    "ALL\n",
    "`NO_REPLY`",
  ])
    expect(matchReply(text, replies)).toBe("different");
});
