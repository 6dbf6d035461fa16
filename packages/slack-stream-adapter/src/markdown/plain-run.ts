/** What a character may be, for who reads text one character at a time: all others can be passed over in runs. */
export const lineEnds = 1;
export const inlineMarks = 2;
export const pipes = 4;

/** How many UTF-16 units from `from` on are none of `kinds`, a sum of the above. */
export function countPlain(text: string, from: number, kinds: number): number {
  let at = from;
  while (at < text.length && ((kindOf[text.charCodeAt(at)] ?? 0) & kinds) === 0) at++;
  return at - from;
}

const kindOf = new Uint8Array(128);
for (const character of "\r\n") kindOf[character.charCodeAt(0)] = lineEnds;
for (const character of "\\`*_~<[]&") kindOf[character.charCodeAt(0)] = inlineMarks;
kindOf["|".charCodeAt(0)] = pipes;
