/** The title of a plan: what the agent does now, and at the end how long it worked, or that it did not finish. */
export class PlanTitle {
  readonly #startedAt: number;
  #shown: string | undefined;
  #isRunning = false;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** The title to send, if it has changed. */
  next(running: string | undefined, now: number): string | undefined {
    // Sent once each time that the work is over. A new title for each piece of text could stand inside a word.
    if (running === undefined && !this.#isRunning) return undefined;
    this.#isRunning = running !== undefined;
    return this.#show(running ?? this.#toWorked(now));
  }

  /** The last title to send, if it has changed. An empty plan needs no title. */
  end(how: "done" | "waiting" | "failed" | "aborted", now: number): string | undefined {
    if (this.#shown === undefined) return undefined;
    if (how === "done") return this.#show(this.#toWorked(now));
    if (how === "waiting") return this.#show("Waiting");
    return this.#show(how === "aborted" ? "Stopped" : "Error");
  }

  #show(title: string): string | undefined {
    if (title === this.#shown) return undefined;
    this.#shown = title;
    return title;
  }

  #toWorked(now: number): string {
    const seconds = Math.max(1, Math.round((now - this.#startedAt) / 1_000));
    if (seconds < 60) return `Worked for ${seconds} s`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return `Worked for ${minutes} min`;
    return `Worked for ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
}
