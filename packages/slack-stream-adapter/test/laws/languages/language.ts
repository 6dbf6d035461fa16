/** What a model and its tools do, told in the words of each dialect. Every item says what a reader learns from it. */

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly outcome: "done" | "failed" | "open";
}

/** One call of the model: what it says, and the tools that it calls. */
export interface Turn {
  readonly texts: readonly string[];
  readonly calls: readonly Call[];
}

export type Effect =
  | { readonly type: "say"; readonly text: string; readonly lane?: string }
  | { readonly type: "begun" | "done" | "failed"; readonly call: Call }
  /** What was said in the lane is taken back. */
  | { readonly type: "back"; readonly lane: string }
  /** The model is asked again: calls that have no result in the stream have one. */
  | { readonly type: "again" };

export interface Told {
  readonly item: unknown;
  readonly effects: readonly Effect[];
}

export interface Language {
  /** The items of one turn; `mix` lets several lists alternate. */
  turn(turn: Turn, at: number, mix: Mix, isLast: boolean): readonly Told[];
  fail?(message: string): unknown;
  /** The results of tools are in the stream. */
  readonly hasResults: boolean;
}

export type Mix = (lists: readonly (readonly Told[])[]) => readonly Told[];

export const quiet = (...items: readonly unknown[]): readonly Told[] =>
  items.map((item) => ({ item, effects: [] }));
export const tell = (item: unknown, ...effects: readonly Effect[]): Told => ({ item, effects });
export const say = (item: unknown, text: string, lane?: string): Told =>
  tell(item, lane === undefined ? { type: "say", text } : { type: "say", text, lane });
export const again = { type: "again" } as const;
export const upper = (text: string): string => text.toUpperCase();
export const half = (json: string): readonly string[] => [json.slice(0, 4), json.slice(4)];
export const input = '{"query":"rome"}';
export const args = { query: "rome" };

/** What came of each call that has a result, in another order than the calls. */
export function outcomes(turn: Turn, tellOne: (call: Call, hasFailed: boolean) => unknown): readonly Told[] {
  return turn.calls
    .filter(({ outcome }) => outcome !== "open")
    .toReversed()
    .map((call) =>
      tell(tellOne(call, call.outcome === "failed"), {
        type: call.outcome === "failed" ? "failed" : "done",
        call,
      }),
    );
}
