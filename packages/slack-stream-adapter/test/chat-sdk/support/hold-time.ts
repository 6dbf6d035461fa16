import type { ManualClock } from "slack-stream-emulator";

/** Keeps a clock from moving on while something happens that it does not see, such as the check of a signature. */
export function holdTime(clock: ManualClock): () => void {
  let holding = true;
  const touch = () => {
    if (!holding) return;
    clock.setTimer(0, () => {})();
    setImmediate(touch);
  };
  touch();
  return () => {
    holding = false;
  };
}
