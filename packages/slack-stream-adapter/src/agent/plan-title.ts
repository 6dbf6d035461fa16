import type { Clock } from "../clock.ts";

/** The title of a plan: what the agent does now, and at the end how long it worked, or that it did not finish. */
export class PlanTitle {
  readonly #clock: Pick<Clock, "now">;
  readonly #startedAt: number;
  #shown: string | undefined;
  #isRunning = false;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** The title to send, if it has changed. */
  next(running?: string): string | undefined {
    // Sent once each time that the work is over. A new title for each piece of text could stand inside a word.
    if (running === undefined && !this.#isRunning) return undefined;
    this.#isRunning = running !== undefined;
    return this.#show(running ?? this.#toWorked());
  }

  /** The last title to send, if it has changed. An empty plan needs no title. */
  end(how: "done" | keyof typeof endings): string | undefined {
    if (this.#shown === undefined) return undefined;
    return this.#show(how === "done" ? this.#toWorked() : endings[how]);
  }

  #show(title: string): string | undefined {
    if (title === this.#shown) return undefined;
    this.#shown = title;
    return title;
  }

  #toWorked(): string {
    const seconds = Math.max(1, Math.round((this.#clock.now() - this.#startedAt) / 1_000));
    if (seconds < 60) return `Worked for ${seconds} s`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return `Worked for ${minutes} min`;
    return `Worked for ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
}

const endings = { waiting: "Waiting", aborted: "Stopped", failed: "Error" } as const;
