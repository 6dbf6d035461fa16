/** A part of a document. `words` is its length. */
export interface Piece {
  readonly kind: PieceKind;
  readonly words: number;
}

export type PieceKind = keyof typeof writers;

/** Writes the pieces one after the other. Every word contains its number in the document, so that all words differ. */
export function writeDocument(pieces: readonly Piece[]): string {
  let number = 0;
  const take = (count: number) => {
    const first = number + 1;
    number += count;
    return Array.from({ length: count }, (_, index) => `w${first + index}`);
  };
  return pieces.map(({ kind, words }) => writers[kind](take(words))).join("\n\n");
}

const writers = {
  prose: (words: readonly string[]) => inSentences(words),
  lines: (words: readonly string[]) =>
    inRows(words, 6)
      .map((row) => row.join(" "))
      .join("\n"),
  heading: (words: readonly string[]) =>
    `## ${words.slice(0, 5).join(" ")}\n\n${inSentences(words.slice(5))}`.trimEnd(),
  list: (words: readonly string[]) =>
    inRows(words, 4)
      .map((row) => `- ${row.join(" ")}`)
      .join("\n"),
  steps: (words: readonly string[]) =>
    inRows(words, 5)
      .map((row, index) => `${index + 1}. ${row.join(" ")}`)
      .join("\n"),
  quote: (words: readonly string[]) =>
    inRows(words, 8)
      .map((row) => `> ${row.join(" ")}`)
      .join("\n"),
  fence: (words: readonly string[]) =>
    `\`\`\`ts\n${inRows(words, 4)
      .map((row) => `  ${row.join("(")};`)
      .join("\n")}\n\`\`\``,
  tilde: (words: readonly string[]) =>
    `~~~~\n${inRows(words, 3)
      .map((row) => row.join(" = "))
      .join("\n\n")}\n~~~~`,
  table: (words: readonly string[]) => {
    const [head, ...rows] = inRows(words, 3).filter((row) => row.length === 3);
    if (head === undefined) return words.join(" ");
    return [toRow(head), "|---|---|---|", ...rows.map(toRow)].join("\n");
  },
  inline: (words: readonly string[]) =>
    words.map((word, index) => inlineForms[index % inlineForms.length]?.(word) ?? word).join(" "),
  wide: (words: readonly string[]) => words.map((word) => `漢字${word}かな`).join("、"),
  emoji: (words: readonly string[]) => words.map((word) => `${word} 👩‍👩‍👧‍👦🇩🇪`).join(" "),
  mentions: (words: readonly string[]) =>
    words.map((word, index) => (index % 4 === 1 ? `${word} <!channel>` : `${word} a<b & c`)).join(" "),
  unbroken: (words: readonly string[]) => words.join("_").replaceAll("_", "x"),
} as const;

const inlineForms: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => `**${word} bold**`,
  (word) => `\`${word}\``,
  (word) => `[${word} link](https://example.test/${word})`,
  (word) => `_${word}_,`,
  (word) => `~~${word} gone~~`,
];

function inSentences(words: readonly string[]): string {
  return inRows(words, 9)
    .map((row) => `${row.join(" ")}.`)
    .join(" ");
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function inRows(words: readonly string[], size: number): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (let start = 0; start < words.length; start += size) rows.push(words.slice(start, start + size));
  return rows;
}
