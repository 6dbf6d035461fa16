import { describeKind } from "../options/check.ts";
import type { CanonicalPart, CardChunk } from "./canonical-parts.ts";
import type { DialectReader, Item } from "./dialects/dialect.ts";
import { hintFor, kindOf } from "./dialects/hints.ts";
import { openDialects } from "./dialects/table.ts";
import { TextJoiner } from "./text-joiner.ts";

export type { CardChunk } from "./canonical-parts.ts";

/** Receives the items of a source as text and parts. */
export interface SourceReader {
  text(text: string): void;
  chunk(chunk: CardChunk): void;
  failed(error: unknown): void;
  aborted(reason: unknown): void;
  /** Any other part. The agent decides how it is shown. */
  part?(part: CanonicalPart): void;
  /** The text so far has ended, and a new text follows. Called once, before the parts between the two texts. */
  textOver?(): void;
  /** A step is over. The content that comes now may be taken back without it. */
  endStep?(): void;
  /** Called for each item before it is read, because the source is alive. */
  heard?(): void;
  /** The source ended without one item. */
  gaveNothing?(): void;
}

export interface SourceSink extends SourceReader {
  /** The source came to its end. */
  done(): void;
  /** No more items are needed. Reading stops at the next item. */
  readonly closed: boolean;
}

/**
 * Reads the items of a source, one at a time. A string is text. Other items are read by their dialect. A blank line is put between two texts if
 * another part came in between. Adjacent texts stay joined.
 */
export class PartReader {
  readonly #sink: SourceSink;
  readonly #texts: TextJoiner;
  /** Made for the first item that is not a string. */
  #dialects: DialectReader | undefined;
  #isKnown = false;
  /** There is more than steps and their ends. */
  #hasContent = false;
  /** The types of unknown items. */
  #unknown: Set<string> | undefined;
  #hint = "";

  constructor(sink: SourceSink) {
    this.#sink = sink;
    this.#texts = new TextJoiner(sink);
  }

  /** Reads the next item. */
  read(item: unknown): void {
    if (typeof item === "string") {
      this.#isKnown = true;
      this.#hasContent = true;
      this.#texts.add(item, undefined);
      return;
    }
    if (typeof item === "object" && item !== null) {
      this.#dialects ??= openDialects((part) => this.#emit(part));
      if (this.#dialects.read(item as Item)) {
        this.#isKnown = true;
        return;
      }
    }
    const kind = kindOf(item);
    if (kind !== undefined) {
      this.#unknown ??= new Set();
      if (!this.#unknown.has(kind)) this.#hint ||= hintFor(item);
      this.#unknown.add(kind);
      return;
    }
    this.fail(
      new TypeError(
        `the source must yield text, bytes, parts of a known SDK or Slack chunks, but it yielded ${describeKind(item)}${hintFor(item)}`,
      ),
    );
  }

  /** The source has failed. The text before the failure is shown. */
  fail(error: unknown): void {
    this.#dialects?.end();
    this.#sink.failed(error);
  }

  /** The source has ended. Reports the end, or a failure if all items were unknown. */
  end(): void {
    this.#dialects?.end();
    // The parts of an object that a model writes come between known parts.
    const isObject = !this.#hasContent && this.#unknown?.has("object");
    if (this.#unknown === undefined || (this.#isKnown && !isObject)) {
      this.#sink.done();
      return;
    }
    const types = [...this.#unknown].slice(0, 5).map((type) => type.slice(0, 40));
    this.fail(
      new TypeError(
        `nothing is posted: of all parts that the source yielded none is known (${types.join(", ")}): give it text, parts of a known SDK (see the guide on sources) or Slack chunks${this.#hint}`,
      ),
    );
  }

  #emit(part: CanonicalPart): void {
    this.#texts.note(part);
    this.#hasContent ||= !/-step$|^finish$/.test(part.type);
    switch (part.type) {
      case "text-delta":
        this.#texts.add(part.text, part.id ?? "");
        break;
      case "chunk":
        this.#sink.chunk(part.chunk);
        break;
      case "error":
        this.fail(part.error);
        break;
      case "abort":
        this.#dialects?.end();
        this.#sink.aborted(part.reason);
        break;
      default:
        this.#sink.part?.(part);
    }
  }
}
