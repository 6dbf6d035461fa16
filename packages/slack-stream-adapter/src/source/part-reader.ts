import { describeKind } from "../options/check.ts";
import type { CanonicalPart, CardChunk } from "./canonical-parts.ts";
import type { Item } from "./dialects/dialect.ts";
import { hintFor, kindOf } from "./dialects/hints.ts";
import { openDialects } from "./dialects/table.ts";
import { createTextJoiner } from "./text-joiner.ts";

export type { CardChunk } from "./canonical-parts.ts";

/** Receives the meaning of the items of a source. */
export interface SourceReader {
  text(text: string): void;
  chunk(chunk: CardChunk): void;
  failed(error: unknown): void;
  aborted(reason: unknown): void;
  /** Any other part. The agent decides what it shows of it. */
  part?(part: CanonicalPart): void;
  /** The text so far has ended, and the next text is another one. Called once, before the parts between the two. */
  textOver?(): void;
  /**
   * The source takes back the last `characters` of all that was given to `text`. Where nobody takes back, the text stays and
   * the next stands apart from it.
   */
  takeBack?(characters?: number): void;
  /** A step is over: what comes now may be taken back alone. */
  endStep?(): void;
  /** Called for each item before its meaning: the source is alive. */
  heard?(): void;
  /** The source ended without one item. */
  gaveNothing?(): void;
}

export interface SourceSink extends SourceReader {
  /** The source came to its end. */
  done(): void;
  /** Nobody wants more: reading stops at the next step. */
  readonly closed: boolean;
}

export interface PartReader {
  /** Reads the next item. */
  read(item: unknown): void;
  /** The source has failed. */
  fail(error: unknown): void;
  /** The source has ended. The sink learns of the end, or of a failure if no item was known. */
  end(): void;
}

/**
 * Reads the items of a source, one at a time. Strings are text, everything else is what its dialect says it is. A blank
 * line is put between two texts if something else stood between them; texts that merely follow each other stay joined.
 */
export function createPartReader(reader: SourceSink): PartReader {
  const texts = createTextJoiner(reader);
  let known = false;
  /** The kinds of the parts that nothing is known of. */
  const unknown = new Set<string>();
  let hint = "";

  const emit = (part: CanonicalPart) => {
    texts.note(part);
    switch (part.type) {
      case "text-delta":
        return texts.add(part.text, part.id ?? "");
      case "chunk":
        return reader.chunk(part.chunk);
      case "error":
        return fail(part.error);
      case "abort":
        dialects.end();
        return reader.aborted(part.reason);
      default:
        reader.part?.(part);
    }
  };
  const dialects = openDialects(emit);

  const fail = (error: unknown) => {
    // What was said before it is shown.
    dialects.end();
    reader.failed(error);
  };

  return {
    fail,
    read(item) {
      if (typeof item === "string") {
        known = true;
        return texts.add(item, undefined);
      }
      if (typeof item === "object" && item !== null) {
        if (dialects.read(item as Item)) {
          known = true;
          return;
        }
        const kind = kindOf(item as Item);
        if (kind !== undefined) {
          if (unknown.has(kind)) return;
          hint ||= hintFor(item);
          return void unknown.add(kind);
        }
      }
      fail(
        new TypeError(
          `the source must yield text, bytes, parts of a known SDK or Slack chunks, but it yielded ${describeKind(item)}${hintFor(item)}`,
        ),
      );
    },
    end() {
      dialects.end();
      if (known || unknown.size === 0) return reader.done();
      const types = [...unknown].slice(0, 5).map((type) => type.slice(0, 40));
      fail(
        new TypeError(
          `nothing is posted: of all parts that the source yielded none is known (${types.join(", ")}): give it text, parts of a known SDK (see the guide on sources) or Slack chunks${hint}`,
        ),
      );
    },
  };
}
