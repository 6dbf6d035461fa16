/** What is streamed, known to the bot in its runtime and to the judge beside the emulator. No fence or table: those are repeated where a message is split. */
export const answerTexts = {
  short: "The answer is **42**.",
  split: paragraphs(12).join("\n\n"),
  rotated: paragraphs(2).join("\n\n"),
  edited: "Posted, then **edited**.",
  pushed: paragraphs(1).join(""),
  aborted: "This much was said. ",
};

export type AnswerName = keyof typeof answerTexts;

export const answerNames = Object.keys(answerTexts) as AnswerName[];

/** About 600 bytes each, of one to four bytes a character. */
function paragraphs(count: number): string[] {
  const sentence = (number: number) =>
    `Sentence ${number} has _emphasis_, an umlaut (ü), a dash – and a face 🙂.`;
  return Array.from({ length: count }, (_, paragraph) =>
    Array.from({ length: 8 }, (_, index) => sentence(paragraph * 8 + index)).join(" "),
  );
}
