import { expect, test } from "vitest";
import type { MentionPolicy } from "../markdown/angles.ts";
import { neutraliseMentions, toMentionPolicy } from "./neutralise-mentions.ts";

const said =
  "<!channel> <!here|here> <!subteam^S1|team> <@U1> <#C1> <!date^1^{date}|d> <https://e.com|e> a<b <!ch";

test.each([
  [
    "users",
    "&lt;!channel> &lt;!here|here> &lt;!subteam^S1|team> <@U1> <#C1> <!date^1^{date}|d> <https://e.com|e> a<b &lt;!ch",
  ],
  ["all", said.replace("<!ch", "<!ch").replace(/<!ch$/, "&lt;!ch")],
  ["none", said.replaceAll(/<(?=[!@])/g, "&lt;")],
] as const)("neutraliseMentions() with %s", (policy, expected) => {
  expect(neutraliseMentions(said, policy)).toBe(expected);
});

test("neutraliseMentions() leaves no half that the next text could make whole", () => {
  for (let cut = 1; cut < "<!channel>".length; cut += 1) {
    const halves = ["<!channel>".slice(0, cut), "<!channel>".slice(cut)];
    const sum = halves.map((half) => neutraliseMentions(half, "users")).join("");
    expect(sum).toBe("&lt;!channel>");
  }
});

test("toMentionPolicy() allows no mention if the policy throws", () => {
  const failing: MentionPolicy = () => {
    throw new Error("the caller's own");
  };
  expect(neutraliseMentions("<@U1>", toMentionPolicy(failing))).toBe("&lt;@U1>");
  expect(
    neutraliseMentions(
      "<!here> <@U1>",
      toMentionPolicy((mention) => mention === "<@U1>"),
    ),
  ).toBe("&lt;!here> <@U1>");
  expect(toMentionPolicy(undefined)).toBe("users");
});
