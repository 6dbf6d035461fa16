import type { WholeUpdate } from "./wire.ts";

/** The data of the page, as a file. */
export interface Recording {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** When it was saved, in ms since 1970, by the system's clock. */
  readonly savedAt: number;
  /** One update with all data. */
  readonly update: WholeUpdate;
  /** The run as lines, for readers without the page. */
  readonly transcript: readonly string[];
}

const FORMAT = "slack-stream-emulator/recording";
const VERSION = 2;

export function toRecording(update: WholeUpdate, transcript: readonly string[]): Recording {
  return { format: FORMAT, version: VERSION, savedAt: Date.now(), update, transcript };
}

/** Reads a recording from a file's text. Throws a `TypeError` if it is not a recording. */
export function readRecording(text: string): Recording {
  const recording = parse(text);
  if (recording.format !== FORMAT)
    throw new TypeError("This file is no recording: the page saves one under Recording.");
  if (recording.version !== VERSION)
    throw new TypeError(
      `This recording has version ${String(recording.version)}; this page reads version ${VERSION}. Open it with the emulator that saved it.`,
    );
  const { update } = recording;
  if (typeof update !== "object" || update === null || !Array.isArray(update.messages))
    throw new TypeError("This recording is not whole: its update has no messages.");
  return recording as Recording;
}

function parse(text: string): Partial<Recording> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    throw new TypeError("This file is no JSON, so it is no recording.");
  }
}
