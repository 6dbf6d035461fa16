/** Why a fact of docs/slack-facts.md is not a contract. The numbers are without their S. */
const REASONS: Readonly<Record<string, readonly number[]>> = {
  "what arguments there are and in which form they may come; every contract sends some": [1, 2, 3, 23, 25],
  "another organisation, plan, app or kind of conversation is needed": [
    8, 36, 43, 50, 55, 57, 60, 152, 153, 154, 210,
  ],
  "the sources disagree, or nobody knows: options and presets choose a reading": [
    5, 7, 74, 82, 96, 178, 180, 181, 182, 183, 184, 185, 186, 187, 188, 200,
  ],
  "only trouble inside Slack or a withdrawn token gives it: failNext scripts it": [
    56, 59, 61, 62, 63, 65, 189, 190, 191,
  ],
  "trying it would use up the workspace's limits: test/rate-limits.test.ts": [
    83, 84, 85, 86, 87, 88, 89, 90, 91, 92,
  ],
  "a person sees it, no answer tells it: browser-tests": [101, 136, 146, 147, 151, 125],
  "it is told by an event, not by an answer: test/events": [
    137, 138, 141, 148, 149, 150, 194, 195, 196, 197, 198, 199, 202, 203, 204, 205, 206, 207, 214,
  ],
  "it takes an hour or longer to see": [144],
  "it comes in February 2027, and the preset after-february-2027 has it": [209],
  "types tell it, and no refusal of theirs is known": [211, 212],
  "a rule for clients, or what becomes of one": [
    98, 99, 100, 102, 103, 129, 132, 133, 134, 139, 140, 193, 155, 156, 157, 158, 159, 160, 161, 162, 163,
    164, 165, 166, 167, 168, 169, 170, 171, 201, 215,
  ],
  "how text is shown": [172, 173, 174, 175, 176, 179, 208, 213],
};

export const NOT_HELD: readonly string[] = Object.values(REASONS)
  .flat()
  .map((number) => `S${number}`);
