/** The title of a plan: what is done now, and in the end for how long the agent worked, or that it did not come to its end. */
export interface PlanTitle {
  /** A title to be sent, if there is a new one. A plan of nothing needs none. */
  next(running: string | undefined, nowMs: number): string | undefined;
  end(how: "done" | "waiting" | "failed" | "aborted", nowMs: number): string | undefined;
}

export const noPlanTitle: PlanTitle = { next: () => undefined, end: () => undefined };

export function createPlanTitle(startedAt: number): PlanTitle {
  let shown: string | undefined;
  let isRunning = false;
  const show = (title: string) => {
    if (title === shown) return undefined;
    shown = title;
    return title;
  };
  return {
    next(running, now) {
      // Once for each time that the work is over: a new title for each piece of text would stand in the middle of a word.
      if (running === undefined && !isRunning) return undefined;
      isRunning = running !== undefined;
      return show(running ?? toWorked(now - startedAt));
    },
    end(how, now) {
      if (shown === undefined) return undefined;
      if (how === "done") return show(toWorked(now - startedAt));
      if (how === "waiting") return show("Waiting");
      return show(how === "aborted" ? "Stopped" : "Error");
    },
  };
}

function toWorked(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `Worked for ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `Worked for ${minutes} min`;
  return `Worked for ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
