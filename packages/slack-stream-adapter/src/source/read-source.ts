import { nextTurn } from "../clock.ts";
import type { SlackStreamError } from "../errors.ts";
import type { StreamFrom, StreamSource } from "../types/index.ts";
import { TextReader } from "./dialects/text-reader.ts";
import { type OpenedSource, type OpeningArguments, openSource } from "./open-source.ts";
import { PartReader, type SourceSink } from "./part-reader.ts";
import { returnIterator, type SourceIterator } from "./return-iterator.ts";

export type { SourceSink } from "./part-reader.ts";

/**
 * Reads a source to its end into `sink`, without waiting for Slack. A failure is given to `sink` as a value. The iterator's `return()` is
 * called exactly once, however reading ends; {@link SourceReading.letGo} calls it at once, while `next()` is pending.
 */
export function readSource(source: StreamSource, from: StreamFrom = beginning): OpenSource {
  return (control, sink, room) => {
    /** Undefined until the source is opened, which may take as long as a model needs to begin. */
    let iterator: SourceIterator | undefined;
    let reader: ItemReader | undefined;
    /** Set when the source ends or fails, or when the stream needs no more items. */
    let isReturned = false;
    const letGo = () => {
      if (isReturned) return;
      isReturned = true;
      if (!sink.closed) reader?.release();
      if (iterator !== undefined) returnIterator(iterator);
    };
    const read = async () => {
      // A function that was never called has no iterator to return.
      if (typeof source === "function" && control.signal.aborted) return;
      try {
        const opened = await openSource(source, { control, from });
        if (isReturned) return returnIterator(opened.iterator);
        iterator = opened.iterator;
        reader = new ItemReader(sink, opened);
        await reader.readAll(room);
      } catch (error) {
        reader?.release();
        if (reader === undefined) sink.failed(error);
        else reader.parts.fail(error);
      } finally {
        letGo();
      }
    };
    void read(); // Settles by itself and never rejects; a pending step may outlive the stream.
    return { letGo };
  };
}

/** The start of a source that no earlier call has read. */
export const beginning: StreamFrom = { characters: 0, items: 0, skip: 0 };

export interface SourceReading {
  letGo(): void;
}

/** Begins to read a source into `sink`. The signal fires when the source's work is not needed any more. */
export type OpenSource = (
  control: OpeningArguments["control"],
  sink: SourceSink,
  room?: Room,
) => SourceReading;

/** The room for text that waits for Slack (`maxPendingBytes`). */
export interface Room {
  readonly isFull: boolean;
  /** Resolves when the library may go on reading. Rejects with `fullError` if the stream has to fail. */
  untilFree(): Promise<void>;
  readonly error: SlackStreamError;
}

/** If a source always has an item at hand, timers and calls get a turn after this many items. */
const itemsBetweenTurns = 5_000;

/** Decodes bytes, and reads text that is a stream of events. Other items are passed on unchanged. */
class ItemReader {
  readonly #sink: SourceSink;
  readonly #opened: OpenedSource;
  readonly parts: PartReader;
  readonly #texts: TextReader;
  #decoder: TextDecoder | undefined;
  #isEmpty = true;

  constructor(sink: SourceSink, opened: OpenedSource) {
    this.#sink = sink;
    this.#opened = opened;
    this.parts = new PartReader(sink);
    this.#texts = new TextReader(this.parts, opened.form);
  }

  async readAll(room: Room | undefined): Promise<void> {
    for (let count = 1; !this.#sink.closed; count += 1) {
      const step = await this.#opened.iterator.next();
      // As in `for await`: any true value ends the source.
      if (step.done) return this.#end();
      this.#read(step.value);
      if (room?.isFull) await room.untilFree();
      if (count % itemsBetweenTurns === 0) await nextTurn();
    }
  }

  /** No more text comes. The text so far is read, whatever it is a part of. */
  release(): void {
    this.#texts.hasFailed = true;
    this.#texts.end();
  }

  #read(item: unknown): void {
    this.#isEmpty = false;
    this.#sink.heard?.();
    if (typeof item === "string") this.#texts.add(item);
    else if (ArrayBuffer.isView(item) || item instanceof ArrayBuffer) this.#texts.add(this.#decode(item));
    else {
      this.#texts.end();
      this.parts.read(item);
    }
  }

  #end(): void {
    if (this.#decoder !== undefined) this.#texts.add(this.#decoder.decode());
    this.#texts.end();
    if (this.#isEmpty && this.#opened.isOnce) this.#sink.gaveNothing?.();
    this.parts.end();
  }

  #decode(bytes: ArrayBuffer | ArrayBufferView): string {
    const isFirst = this.#decoder === undefined;
    this.#decoder ??= toDecoder(this.#opened.charset);
    const text = this.#decoder.decode(bytes, { stream: true });
    if (isFirst && isBinary(text))
      throw new TypeError("the source yielded bytes that are no text, such as a file or compressed data");
    return text;
  }
}

/** A charset that nobody knows is most often a wrong name of UTF-8. */
function toDecoder(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** Control characters at the beginning: those of compressed data, pictures and UTF-16. */
function isBinary(text: string): boolean {
  return [...text.slice(0, 4)].some((one) => one < "\t" || (one > "\r" && one < " " && one !== "\u001b"));
}
