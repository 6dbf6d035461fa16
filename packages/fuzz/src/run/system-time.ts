/** The system's own time. */
export const systemTime = {
  now: () => Date.now(),
  setTimer(ms: number, fire: () => void): () => void {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};
