import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { cutText } from "./short-text.ts";
import { TaskCard } from "./task-card.ts";
import { cardCharacters } from "./task-look.ts";

const thinking = "Thinking";

/** Shows each block of a model's reasoning as a card or as a status. If the model writes headings, the title is the latest one. */
export class Reasoning {
  readonly #how: "card" | "status";
  #blocks = 0;
  /** Undefined between two blocks. For a status, the card is not sent. */
  #card: TaskCard | undefined;
  #title = thinking;
  /** The text since the last update, and the text before it without headings. */
  #unsent = "";
  #text = "";

  constructor(how: "card" | "status") {
    this.#how = how;
  }

  begin(): readonly AgentUpdate[] {
    if (this.#card !== undefined) return noUpdates;
    this.#blocks += 1;
    this.#title = thinking;
    this.#text = "";
    this.#card = new TaskCard(`reasoning-${this.#blocks}`);
    return this.#update("in_progress");
  }

  add(text: string): readonly AgentUpdate[] {
    const opened = this.begin();
    this.#unsent += text;
    // One update for each sentence or heading: one for each token would use up the rate limit.
    if (!/[.!?\n]\s*$|\*\*\s*\n/.test(this.#unsent) && this.#unsent.length < 120) return opened;
    return [...opened, ...this.#update("in_progress")];
  }

  end(): readonly AgentUpdate[] {
    const updates = this.#update("complete");
    this.#card = undefined;
    return this.#how === "card" ? updates : noUpdates;
  }

  #update(status: "in_progress" | "complete"): readonly AgentUpdate[] {
    if (this.#card === undefined) return noUpdates;
    const [last = ""] = (status === "in_progress" && openHeading.exec(this.#unsent)) || [];
    const ready = this.#unsent.slice(0, this.#unsent.length - last.length);
    this.#title = findHeading(ready) ?? this.#title;
    // A heading is the card's title, so it is not repeated. Of a long text only the beginning is shown.
    const plain = ready.replaceAll(headingLine, "").replaceAll(/\n{2,}/g, "\n");
    if (this.#text.length <= cardCharacters) this.#text += plain;
    this.#unsent = last;
    const title = status === "complete" && this.#title === thinking ? "Thought" : this.#title;
    if (this.#how === "card") return this.#card.change({ title, status, details: this.#text });
    return this.#card.change({ title, status }).map(() => ({ type: "status", text: title }));
  }
}

/** A line that is completely bold. */
const headingLine = /^[ \t]*\*\*([^*\n]+)\*\*[ \t]*$/gm;

/** The last line, if it may become a heading. */
const openHeading = /(?<=^|\n)[ \t]*\*[^\n]{0,99}$/;

function findHeading(text: string): string | undefined {
  const heading = [...text.matchAll(headingLine)].at(-1)?.[1]?.trim();
  return heading === undefined || heading === "" ? undefined : cutText(heading, 80);
}
