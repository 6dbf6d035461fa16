import type { Settings } from "../options/settings.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { cutText } from "./short-text.ts";
import { TaskCard } from "./task-card.ts";
import { cardCharacters } from "./task-look.ts";

/** Shows a model's reasoning as cards or as a status. */
export interface Reasoning {
  begin(): readonly AgentUpdate[];
  add(text: string): readonly AgentUpdate[];
  end(): readonly AgentUpdate[];
}

/** Undefined by default, because readers did not ask for the reasoning. */
export function createReasoning(how: Settings["reasoning"]): Reasoning | undefined {
  if (how === "card") return new ReasoningCards();
  return how === "status" ? new ReasoningStatus() : undefined;
}

const thinking = "Thinking";

/** One card for each block of reasoning. If the model writes headings, the card's title shows the latest one. */
export class ReasoningCards implements Reasoning {
  #cards = 0;
  /** Undefined between two blocks. */
  #card: TaskCard | undefined;
  #title = thinking;
  /** The text since the last update, and the text before it without headings. */
  #unsent = "";
  #text = "";

  begin(): readonly AgentUpdate[] {
    if (this.#card !== undefined) return noUpdates;
    this.#cards += 1;
    this.#title = thinking;
    this.#text = "";
    this.#card = new TaskCard(`reasoning-${this.#cards}`);
    return this.#update("in_progress");
  }

  add(text: string): readonly AgentUpdate[] {
    const opened = this.begin();
    this.#unsent += text;
    // One update for each sentence: one for each token would use up the rate limit.
    if (!/[.!?\n]\s*$/.test(text) && this.#unsent.length < 120) return opened;
    return [...opened, ...this.#update("in_progress")];
  }

  end(): readonly AgentUpdate[] {
    const updates = this.#update("complete");
    this.#card = undefined;
    return updates;
  }

  #update(status: "in_progress" | "complete"): readonly AgentUpdate[] {
    if (this.#card === undefined) return noUpdates;
    this.#title = findHeading(this.#unsent) ?? this.#title;
    // A heading is the card's title, so it is not repeated. Of a long text only the beginning is shown.
    const plain = this.#unsent.replaceAll(headingLine, "").replaceAll(/\n{2,}/g, "\n");
    if (this.#text.length <= cardCharacters) this.#text += plain;
    this.#unsent = "";
    const title = status === "complete" && this.#title === thinking ? "Thought" : this.#title;
    return this.#card.change({ title, status, details: this.#text });
  }
}

class ReasoningStatus implements Reasoning {
  #recent = "";

  begin(): readonly AgentUpdate[] {
    this.#recent = "";
    return [{ type: "status", text: thinking }];
  }

  add(text: string): readonly AgentUpdate[] {
    this.#recent = (this.#recent + text).slice(-longestHeading);
    const heading = text.includes("*") ? findHeading(this.#recent) : undefined;
    return heading === undefined ? noUpdates : [{ type: "status", text: heading }];
  }

  end(): readonly AgentUpdate[] {
    return noUpdates;
  }
}

/** Characters of a longer line are not read. */
const longestHeading = 400;

/** A line that is completely bold. */
const headingLine = /^[ \t]*\*\*([^*\n]+)\*\*[ \t]*$/gm;

function findHeading(text: string): string | undefined {
  const heading = [...text.matchAll(headingLine)].at(-1)?.[1]?.trim();
  return heading === undefined || heading === "" ? undefined : cutText(heading, 80);
}
