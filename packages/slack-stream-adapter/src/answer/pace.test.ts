import { expect, test } from "vitest";
import { type Settings, toSettings } from "../options/settings.ts";
import { createLane, type Message } from "./answer.ts";
import type { Inputs } from "./inputs.ts";
import { nextMove, type WaitingContent } from "./pace.ts";

const settings = toSettings();
const { next } = createLane(settings, { kind: "main", allowed: "auto", fallbackReason: undefined });
const open: Message = {
  ref: { channel: "C1", ts: "1.000000" },
  opened: "stream",
  transport: "stream",
  startedAt: 0,
  wroteAt: 0,
  start: 0,
  end: 0,
  wanted: next,
  shown: { isDifferent: false, keepalives: 0, hasBelow: false, hasTakenCards: false },
  hasShownWork: false,
  hasGrown: false,
  isRepaired: false,
  isUncertain: false,
  rotation: "none",
  keepaliveTriedAt: 0,
};

interface View extends WaitingContent {
  readonly isSourceEnded: boolean;
  readonly heldSince: number | undefined;
  readonly lastReadAt: number;
  readonly firstCallAt: number | undefined;
  readonly notBefore: number;
  readonly message: Message | undefined;
}

const quiet: View = {
  isSourceEnded: false,
  isPending: false,
  heldSince: undefined,
  lastReadAt: 0,
  firstCallAt: undefined,
  notBefore: 0,
  message: undefined,
};

function move(changed: Partial<View>, now: number, options: Settings = settings) {
  const { firstCallAt, heldSince, isSourceEnded, lastReadAt, message, notBefore, ...waiting } = {
    ...quiet,
    ...changed,
  };
  const lane = createLane(options, { kind: "main", allowed: "auto", fallbackReason: undefined });
  const ending = isSourceEnded ? { type: "done" } : undefined;
  const inputs = { inbox: { ending, heldSince, lastReadAt }, now, settings: options };
  return nextMove(
    {
      ...lane,
      messages: message === undefined ? [] : [message],
      pace: { notBefore, isHeld: false, firstCallAt },
    },
    waiting,
    inputs as Inputs,
  );
}

test("nextMove() waits for nothing while nothing has happened", () => {
  expect(move({}, 0)).toEqual({ type: "wait", until: Number.POSITIVE_INFINITY });
});

test("nextMove() opens a message at once, unless what it would open with waits", () => {
  expect(move({ isPending: true }, 10)).toEqual({ type: "write" });
  expect(move({ isPending: false, heldUntil: 310 }, 10)).toEqual({ type: "wait", until: 310 });
});

test("nextMove() keeps the interval: 330 ms at first, 676 ms once the answer has settled, the caller's own always", () => {
  const writing = { isPending: true, firstCallAt: 0 };
  expect(move({ ...writing, message: { ...open, wroteAt: 1_000 } }, 1_200)).toEqual({
    type: "wait",
    until: 1_330,
  });
  expect(move({ ...writing, message: { ...open, wroteAt: 9_000 } }, 9_500)).toEqual({
    type: "wait",
    until: 9_676,
  });
  const own = toSettings({ minIntervalMs: 0 });
  expect(move({ ...writing, message: { ...open, wroteAt: 9_000 } }, 9_000, own)).toEqual({ type: "write" });
});

test("nextMove() edits 1 s after the post, then every 3 s, and until the last edit was taken", () => {
  const message: Message = { ...open, transport: "edit" };
  expect(move({ isPending: true, message }, 900)).toEqual({ type: "wait", until: 1_000 });
  expect(move({ isPending: true, message: { ...message, wroteAt: 1_000 } }, 1_000)).toEqual({
    type: "wait",
    until: 4_000,
  });
  const shown = { ...message.shown, surely: { mark: 0, offset: 0, content: next } };
  expect(move({ message: { ...message, wroteAt: 1_000, shown } }, 4_000)).toEqual({ type: "write" });
  expect(move({ message: { ...message, wroteAt: 1_000 } }, 900_000)).toMatchObject({ type: "wait" });
});

test("nextMove() lets no text through before a rate limit allows it", () => {
  expect(move({ isPending: true, notBefore: 12_000, message: open }, 6_000)).toEqual({
    type: "wait",
    until: 12_000,
  });
});

test("nextMove() gives a sign of life after a silence, and first what is held back", () => {
  expect(move({ message: open }, 19_999)).toEqual({ type: "wait", until: 20_000 });
  expect(move({ message: open }, 20_000)).toEqual({ type: "keepalive" });
  expect(move({ message: { ...open, keepaliveTriedAt: 20_000 } }, 39_999)).toEqual({
    type: "wait",
    until: 40_000,
  });
  expect(move({ message: open, heldSince: 19_500 }, 20_000)).toEqual({ type: "release" });
  expect(move({ message: open }, 230_000, toSettings({ keepaliveMs: false }))).toEqual({
    type: "wait",
    until: 240_000,
  });
});

test("nextMove() rotates by age, in silence too, pressing harder as the end comes near", () => {
  const stage = (rotation: Message["rotation"], now: number) =>
    move({ message: { ...open, rotation, keepaliveTriedAt: now } }, now);
  expect(stage("none", 239_999)).toMatchObject({ type: "wait", until: 240_000 });
  expect(stage("none", 240_000)).toEqual({ type: "rotate", stage: "line" });
  expect(stage("line", 269_999)).toMatchObject({ type: "wait", until: 270_000 });
  expect(stage("line", 270_000)).toEqual({ type: "rotate", stage: "word" });
  expect(stage("word", 285_000)).toEqual({ type: "rotate", stage: "now" });
  expect(stage("none", 290_000)).toEqual({ type: "rotate", stage: "now" });
  expect(move({ message: open }, 290_000, toSettings({ rotateAfterMs: false, keepaliveMs: false }))).toEqual({
    type: "wait",
    until: Number.POSITIVE_INFINITY,
  });
});

test("nextMove() never presses a late rotation past 285 s", () => {
  const late = toSettings({ rotateAfterMs: 280_000, keepaliveMs: false });
  expect(move({ message: { ...open, rotation: "line" } }, 284_999, late)).toEqual({
    type: "wait",
    until: 285_000,
  });
});

test("nextMove() lets a rotation go before text, and the end before everything", () => {
  expect(move({ message: open, isPending: true }, 240_000)).toEqual({ type: "rotate", stage: "line" });
  expect(move({ message: open, isPending: true, isSourceEnded: true }, 240_000)).toEqual({ type: "finish" });
});

test("nextMove() fails a source that was silent for too long", () => {
  const strict = toSettings({ sourceTimeoutMs: 5_000 });
  expect(move({ lastReadAt: 1_000 }, 5_999, strict)).toEqual({ type: "wait", until: 6_000 });
  expect(move({ lastReadAt: 1_000 }, 6_000, strict)).toEqual({ type: "source-timeout" });
});
