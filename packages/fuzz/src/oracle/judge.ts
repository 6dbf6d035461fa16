import { judgeAfterStop } from "./after-stop.ts";
import { judgeCards } from "./cards.ts";
import { judgeLetGo } from "./let-go.ts";
import { judgeOneAtATime } from "./one-at-a-time.ts";
import { judgeReceipt } from "./receipt.ts";
import type { RunRecord, Violation } from "./run-record.ts";
import { judgeShownOnce } from "./shown-once.ts";
import { judgeTerminalState } from "./terminal-state.ts";
import { judgeTransport } from "./transport.ts";
import { judgeWords } from "./words.ts";

const judges = [
  judgeShownOnce,
  judgeWords,
  judgeCards,
  judgeTerminalState,
  judgeLetGo,
  judgeAfterStop,
  judgeOneAtATime,
  judgeReceipt,
  judgeTransport,
];

/** Returns every promise that the run broke. */
export function judge(record: RunRecord): readonly Violation[] {
  return judges.flatMap((one) => one(record));
}
