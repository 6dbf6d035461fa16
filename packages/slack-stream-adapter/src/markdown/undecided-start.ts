/** A line that may still become anything is waited for no longer than this. */
export const undecidedCharacters = 200;

const markersOnly = /^[-+*_=|:#.)>\d`~ \t]*$/;
const openFence = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}[^`]*|~{3,}.*)$/;
const partOfTask = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)+\[(?:[ xX]?|[ xX]\][ \t]*)$/;
const partOfFenceEnd = /^[ \t>]*(?:`*|~*)[ \t]*$/;

/** Whether what follows on the line decides what the line is: its start may be a marker, a fence, a rule, a box. */
export function isUndecidedStart(line: string): boolean {
  return markersOnly.test(line) || openFence.test(line) || partOfTask.test(line);
}

/** The same inside a fence, where only its end is waited for. */
export function isUndecidedInFence(line: string): boolean {
  return partOfFenceEnd.test(line);
}
