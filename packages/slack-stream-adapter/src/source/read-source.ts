import { nextTurn } from "../clock.ts";
import type { SlackStreamError } from "../errors.ts";
import type { StreamFrom, StreamSource } from "../types/index.ts";
import { createTextReader } from "./dialects/text-reader.ts";
import { type OpenedSource, type OpeningArguments, openSource } from "./open-source.ts";
import { createPartReader, type SourceSink } from "./part-reader.ts";
import { returnIterator, type SourceIterator } from "./return-iterator.ts";

export type { SourceSink } from "./part-reader.ts";

/**
 * Reads a source to its end into `sink`, without waiting for Slack. A failure is given to `sink` as a value. The iterator's `return()` is
 * called exactly once, however reading ends; {@link SourceReading.letGo} calls it at once, while `next()` is pending.
 */
export function readSource(source: StreamSource, from: StreamFrom = beginning): OpenSource {
  return (control, sink, room) => read(source, { control, from, room }, sink);
}

/** The start of a source that no earlier call has read. */
export const beginning: StreamFrom = { characters: 0, items: 0, skip: 0 };

function read(
  source: StreamSource,
  { control, from, room }: OpeningArguments & { readonly room: Room | undefined },
  sink: SourceSink,
): SourceReading {
  // Undefined until the source is opened, which may take as long as a model needs to begin.
  let iterator: SourceIterator | undefined;
  // Set by the first of these: the source ends, it fails, or the stream needs no more items.
  let isReturned = false;

  const release = () => {
    if (isReturned) return;
    isReturned = true;
    if (iterator !== undefined) returnIterator(iterator);
  };

  const readOn = async () => {
    // A function that was never called has no iterator to return.
    if (typeof source === "function" && control.signal.aborted) return;
    try {
      const opened = await openSource(source, { control, from });
      iterator = opened.iterator;
      if (isReturned) return returnIterator(iterator);
      await readAll(opened, sink, room);
    } catch (error) {
      sink.failed(error);
    } finally {
      release();
    }
  };

  void readOn(); // Settles by itself and never rejects; a pending step may outlive the stream.
  return { letGo: release };
}

export interface SourceReading {
  letGo(): void;
}

/** Begins to read a source into `sink`; the signal fires when its work is for nothing. */
export type OpenSource = (
  control: OpeningArguments["control"],
  sink: SourceSink,
  room?: Room,
) => SourceReading;

/** The room for text that was read and waits for Slack (`maxPendingBytes`). */
export interface Room {
  readonly isFull: boolean;
  /** Resolves when the source may be read on. Rejects with `fullError` where the stream is to fail. */
  untilFree(): Promise<void>;
  readonly error: SlackStreamError;
}

/** A source that always has something at hand lets timers and calls have a turn after so many items. */
const itemsBetweenTurns = 5_000;

async function readAll(opened: OpenedSource, sink: SourceSink, room: Room | undefined): Promise<void> {
  const { iterator } = opened;
  const reader = createItemReader(sink, opened);
  try {
    for (let count = 1; !sink.closed; count += 1) {
      const step = await iterator.next();
      // As `for await`: whatever is true ends it.
      if (step.done) return reader.end();
      reader.read(step.value);
      if (room?.isFull) await room.untilFree();
      if (count % itemsBetweenTurns === 0) await nextTurn();
    }
  } catch (error) {
    reader.fail(error);
  }
}

/** Decodes bytes, and reads text that is a stream of events; everything else goes on as it is. */
function createItemReader(sink: SourceSink, { form, isOnce }: OpenedSource) {
  const reader = createPartReader(sink);
  const texts = createTextReader({ item: reader.read, failed: reader.fail, form });
  let decoder: TextDecoder | undefined;
  let isEmpty = true;
  return {
    fail: reader.fail,
    read(item: unknown) {
      isEmpty = false;
      sink.heard?.();
      if (typeof item === "string") return texts.add(item);
      if (ArrayBuffer.isView(item) || item instanceof ArrayBuffer) {
        const isFirst = decoder === undefined;
        decoder ??= new TextDecoder();
        const text = decoder.decode(item, { stream: true });
        if (isFirst && isBinary(text))
          throw new TypeError("the source yielded bytes that are no text, such as a file or compressed data");
        return texts.add(text);
      }
      texts.end();
      reader.read(item);
    },
    end() {
      if (decoder !== undefined) texts.add(decoder.decode());
      texts.end();
      if (isEmpty && isOnce) sink.gaveNothing?.();
      reader.end();
    },
  };
}

/** Control characters at the beginning: those of compressed data, pictures and UTF-16. */
function isBinary(text: string): boolean {
  return [...text.slice(0, 4)].some((one) => one < "\t" || (one > "\r" && one < " " && one !== "\u001b"));
}
