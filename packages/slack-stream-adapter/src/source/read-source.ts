import type { StreamSource } from "../types/index.ts";
import { letGo, type SourceIterator } from "./let-go.ts";
import { openSource } from "./open-source.ts";
import { createPartReader, type SourceSink } from "./part-reader.ts";

export type { SourceSink } from "./part-reader.ts";

/**
 * Reads a source to its end as fast as it gives, into `sink`. A failure travels as a value: the promise never
 * rejects. The iterator is let go exactly once, on every way out, after its end too; {@link SourceReading.letGo} does
 * so at once, while a step is pending.
 */
export function readSource(source: StreamSource): OpenSource {
  return (signal, sink) => read(source, signal, sink);
}

function read(source: StreamSource, signal: AbortSignal, sink: SourceSink): SourceReading {
  let iterator: SourceIterator | undefined;
  let gone = false;

  const release = () => {
    if (gone) return;
    gone = true;
    if (iterator !== undefined) letGo(iterator);
  };

  const readOn = async () => {
    // A function that was never called has nothing to let go.
    if (signal.aborted && typeof source === "function") return;
    try {
      const opened = await openSource(source, signal);
      iterator = opened;
      if (gone) return letGo(opened);
      await readAll(opened, sink);
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

/** Begins to read a source into `sink`; `signal` fires when its work is for nothing. */
export type OpenSource = (signal: AbortSignal, sink: SourceSink) => SourceReading;

async function readAll(iterator: SourceIterator, sink: SourceSink): Promise<void> {
  const reader = createPartReader(sink);
  while (!sink.closed) {
    const step = await iterator.next();
    // As `for await`: whatever is true ends it.
    if (step.done) return reader.end();
    reader.read(step.value);
  }
}
