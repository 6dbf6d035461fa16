/** Strings that are added to are made flat when they are as long as this, so that no node per token is kept. */
export const flatCharacters = 4_096;

/** The same text in one piece: an engine that is asked for a character of it has no more use for the pieces. */
export function flatten(text: string): string {
  text.charCodeAt(0);
  return text;
}
