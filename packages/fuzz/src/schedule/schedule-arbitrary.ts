import fc from "fast-check";
import { arbitrarySteps, type DocumentScope } from "./document-arbitrary.ts";
import { arbitraryFaults, type FaultScope } from "./fault-arbitrary.ts";
import type { Happening, Schedule, Step } from "./schedule.ts";

/** What the schedules of a property may contain. */
export interface Scope {
  readonly document: DocumentScope;
  readonly cards: "cards" | "text only";
  readonly faults: FaultScope;
  /** Which happenings occur: by the user, the caller, an admin, or an early end by Slack. */
  readonly happenings: "all" | "expiry" | "none";
  /** Whether sizes, limits, rates, permissions and transports differ from the usual ones. */
  readonly surroundings: "odd" | "small" | "usual";
  /** The transport of all answers. Undefined: chosen at random with the options. */
  readonly transport?: "post" | "shared" | undefined;
  /** Whether the source retracts the text of some steps. */
  readonly resets?: boolean | undefined;
  /**
   * Plays each schedule a second time, with the answer converted to JSON and back after every step. The calls have to
   * be the same.
   */
  readonly twin?: "through JSON" | undefined;
}

export const scopes = {
  plain: {
    document: "prose",
    cards: "text only",
    faults: "lost",
    happenings: "expiry",
    surroundings: "usual",
  },
  /** Situations that all contestants are made for: faults, and text that nobody interrupts. */
  common: {
    document: "prose",
    cards: "text only",
    faults: "lost",
    happenings: "expiry",
    surroundings: "small",
  },
  stops: { document: "prose", cards: "text only", faults: "lost", happenings: "all", surroundings: "usual" },
  odd: { document: "prose", cards: "text only", faults: "codes", happenings: "all", surroundings: "odd" },
  cards: { document: "prose", cards: "cards", faults: "codes", happenings: "all", surroundings: "odd" },
  all: { document: "markdown", cards: "cards", faults: "hopeless", happenings: "all", surroundings: "odd" },
  resets: {
    document: "prose",
    cards: "cards",
    faults: "codes",
    happenings: "expiry",
    surroundings: "odd",
    resets: true,
    twin: "through JSON",
  },
  /** One post at the end, never edited. */
  post: {
    document: "markdown",
    cards: "cards",
    faults: "codes",
    happenings: "all",
    surroundings: "odd",
    transport: "post",
    twin: "through JSON",
  },
  /** A posted body for everybody, and a stream of cards for the person who asked. */
  shared: {
    document: "markdown",
    cards: "cards",
    faults: "codes",
    happenings: "all",
    surroundings: "odd",
    transport: "shared",
    twin: "through JSON",
  },
  json: {
    document: "markdown",
    cards: "cards",
    faults: "hopeless",
    happenings: "all",
    surroundings: "odd",
    twin: "through JSON",
  },
} as const satisfies Record<string, Scope>;

export type ScopeName = keyof typeof scopes;

export function arbitrarySchedule(scope: Scope): fc.Arbitrary<Schedule> {
  const odd = scope.surroundings === "odd";
  return fc.record({
    steps: scope.resets
      ? withResets(arbitrarySteps(scope.document, scope.cards))
      : arbitrarySteps(scope.document, scope.cards),
    end: odd ? mostly("done" as const, "fails" as const) : fc.constant("done" as const),
    form: fc.constantFrom("iterable" as const, "function" as const),
    faults: arbitraryFaults(scope.faults),
    happenings: arbitraryHappenings(scope.happenings),
    client: fc.constantFrom(7 as const, 8 as const),
    channel: mostly("C0000000001" as const, "D0000000001" as const),
    latencyMs: fc.constantFrom(0, 0, 120, 900),
    emulator: emulators[scope.surroundings],
    options: (odd ? oddOptions : fc.constant({})).map((options) =>
      scope.transport === undefined ? options : { ...options, transport: scope.transport },
    ),
  });
}

/** Adds ends of steps and retractions at any place in the source. */
function withResets(steps: fc.Arbitrary<readonly Step[]>): fc.Arbitrary<readonly Step[]> {
  const turn = fc.record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    type: fc.constantFrom("step-over" as const, "reset" as const),
  });
  return fc
    .tuple(steps, fc.array(turn, { minLength: 1, maxLength: 5 }))
    .map(([said, turns]) =>
      turns
        .sort((one, other) => other.place - one.place)
        .reduce<readonly Step[]>(
          (all, { place, type }) => all.toSpliced(Math.round(place * said.length), 0, { type }),
          said,
        ),
    );
}

function arbitraryHappenings(scope: Scope["happenings"]): fc.Arbitrary<readonly Happening[]> {
  const at = fc.oneof(fc.nat(10_000), fc.nat(600_000));
  const expire = fc.record({ type: fc.constant("expire" as const), at });
  if (scope === "none") return fc.constant([]);
  if (scope === "expiry") return fc.array(expire, { maxLength: 2 });
  const userStop = fc.record({
    type: fc.constant("user-stop" as const),
    at,
    answer: fc.constantFrom("stopped_by_user" as const, "message_not_in_streaming_state" as const),
    eventAfterMs: fc.constantFrom(0, 50, 900, 5_000, "never" as const),
  });
  const abort = fc.record({ type: fc.constant("abort" as const), at });
  const remove = fc.record({ type: fc.constant("delete" as const), at });
  return fc.array(
    fc.oneof(
      { weight: 3, arbitrary: expire },
      { weight: 2, arbitrary: userStop },
      { weight: 2, arbitrary: abort },
      { weight: 1, arbitrary: remove },
    ),
    { maxLength: 2 },
  );
}

const usualEmulator = fc.record({ idleMs: fc.constantFrom(false as const, 30_000) });

const oddEmulator = fc.record({
  idleMs: fc.constantFrom(false as const, 30_000),
  size: fc.record({
    unit: fc.constantFrom("codepoints" as const, "utf8bytes" as const),
    limit: fc.constantFrom(12_000, 12_000, 10_600, 4_000, 900),
  }),
  rateLimits: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false as const) },
    { weight: 1, arbitrary: fc.constant("documented" as const) },
    { weight: 1, arbitrary: fc.record({ burst: fc.constantFrom(2, 5), scale: fc.constantFrom(1, 0.5) }) },
  ),
  readBack: fc.record({ access: mostly("allowed" as const, "forbidden" as const) }),
  blockMismatch: fc.boolean(),
  govSlack: mostly(false, true),
});

const smallEmulator = fc.record({
  idleMs: fc.constantFrom(false as const, 30_000),
  size: fc.record({ limit: fc.constantFrom(12_000, 12_000, 4_000, 900) }),
});

const emulators = { odd: oddEmulator, small: smallEmulator, usual: usualEmulator };

const oddOptions = fc.record(
  {
    continuation: fc.constantFrom("message" as const, "edit" as const),
    transport: fc.constantFrom(
      "auto" as const,
      "auto" as const,
      "auto" as const,
      "stream" as const,
      "edit" as const,
    ),
    maxMessageBytes: fc.constantFrom(500, 800, 2_000, 9_000),
    keepaliveMs: fc.constantFrom(false as const, 20_000, 5_000),
    rotateAfterMs: fc.constantFrom(240_000, 60_000, false as const),
    firstTextMs: fc.constantFrom(0, 700),
    minIntervalMs: fc.constantFrom(0, 200),
    stopBlocks: fc.constant([{ type: "divider" }]),
    metadata: fc.constant({ event_type: "answered", event_payload: { id: 7 } }),
    sessionStatus: fc.constantFrom("active" as const, "suspended" as const),
    taskDisplayMode: fc.constantFrom("timeline" as const, "plan" as const),
  },
  { requiredKeys: [] },
);

function mostly<T>(usual: T, other: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other) });
}
