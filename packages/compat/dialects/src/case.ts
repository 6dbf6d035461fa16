import type { StreamInput } from "slack-stream-adapter";
import { z } from "zod";

/** A stream of a real package, and its expected result. */
export interface Case {
  /** The package, a slash, and the kind of stream. */
  readonly name: string;
  /** The provider's responses, one body for each request. */
  readonly bodies?: readonly string[];
  /** Makes the source; `url` is the provider's. */
  open(url: string): StreamInput | PromiseLike<StreamInput>;
  /** The text in the thread, and the cards with their states. */
  readonly text: string;
  readonly cards?: readonly string[];
  /** The message of the rejection, for a source that fails. */
  readonly error?: RegExp;
}

export const answer = "Let me look.\n\nIt is sunny in Rome.";
export const half = { text: "Half", error: /overloaded/ };
export const done = ["complete Weather"];
export const prompt = "How is the weather?";
export const weather = { description: "The weather in a city.", run: async () => "sunny" };
export const city = z.object({ city: z.string() });

/** One stream after the other, as a loop of an app's own makes it. */
export async function* inTurn<T>(
  count: number,
  open: () => PromiseLike<AsyncIterable<T>> | AsyncIterable<T>,
): AsyncGenerator<T> {
  for (let at = 0; at < count; at += 1) yield* await open();
}
