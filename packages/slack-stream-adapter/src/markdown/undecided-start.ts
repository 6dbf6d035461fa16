/** A line that may still become anything is waited for no longer than this. */
export const undecidedCharacters = 200;

/** Marks of quotes and lists, and then a number that may be a list's, or marks of a rule, a heading, a fence, a table. */
const markersOnly = /^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*(?:\d{0,9}[.)]?|[-+*_=|:#`~ \t]*)$/;
const openFence = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3,}[^`]*|~{3,}.*)$/;
const partOfTask = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)+\[(?:[ xX]?|[ xX]\][ \t]*)$/;
const partOfFenceEnd = /^[ \t>]*(?:`*|~*)[ \t]*$/;

/** Whether what follows on the line decides what the line is: its start may be a marker, a fence, a rule, a box. */
export function isUndecidedStart(line: string): boolean {
  return markersOnly.test(line) || openFence.test(line) || partOfTask.test(line);
}

/**
 * The same for text that was waited for long enough: marks alone show nothing, so they still wait; a number is sent, and the
 * line is read anew when more of it is there.
 */
export function isUnseenStart(line: string): boolean {
  return isUndecidedStart(line) && !/\d/.test(line);
}

/** The same inside a fence, where only its end is waited for. */
export function isUndecidedInFence(line: string): boolean {
  return partOfFenceEnd.test(line);
}
