import type { Settings } from "../options/settings.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { cutText } from "./short-text.ts";
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
  #isOpen = false;
  #title = thinking;
  /** The text since the last update, and how much may still be shown. */
  #unsent = "";
  #room = 0;

  begin(): readonly AgentUpdate[] {
    if (this.#isOpen) return noUpdates;
    this.#isOpen = true;
    this.#cards += 1;
    this.#title = thinking;
    this.#unsent = "";
    this.#room = cardCharacters;
    return this.#update("", "in_progress");
  }

  add(text: string): readonly AgentUpdate[] {
    const opened = this.begin();
    this.#unsent += text;
    // One update for each sentence: one for each token would use up the rate limit.
    if (!/[.!?\n]\s*$/.test(text) && this.#unsent.length < 120) return opened;
    const heading = findHeading(this.#unsent);
    if (heading === undefined && this.#room <= 1) {
      // Only a heading can still be shown. It is a line of its own.
      this.#unsent = this.#unsent.slice(this.#unsent.lastIndexOf("\n") + 1).slice(0, longestHeading);
      return opened;
    }
    this.#title = heading ?? this.#title;
    return [...opened, ...this.#update(this.#flush(), "in_progress")];
  }

  end(): readonly AgentUpdate[] {
    if (!this.#isOpen) return noUpdates;
    this.#isOpen = false;
    this.#title = findHeading(this.#unsent) ?? (this.#title === thinking ? "Thought" : this.#title);
    return this.#update(this.#flush().trimEnd(), "complete");
  }

  #update(details: string, status: "in_progress" | "complete"): readonly AgentUpdate[] {
    this.#room -= details.length;
    const texts = details === "" ? {} : { details };
    return [{ type: "task_update", id: `reasoning-${this.#cards}`, title: this.#title, status, ...texts }];
  }

  /** The unsent text, up to the room that is left. An ellipsis shows a cut. */
  #flush(): string {
    const isFirst = this.#room === cardCharacters;
    // A heading is the card's title, so it is not repeated.
    const plain = this.#unsent.replaceAll(headingLine, "").replaceAll(/\n{2,}/g, "\n");
    const text = isFirst ? plain.trimStart() : plain;
    this.#unsent = "";
    return this.#room > 1 ? cutText(text, this.#room) : "";
  }
}

class ReasoningStatus implements Reasoning {
  #recent = "";

  begin(): readonly AgentUpdate[] {
    this.#recent = "";
    return [{ type: "status", text: `${thinking}…` }];
  }

  add(text: string): readonly AgentUpdate[] {
    this.#recent = (this.#recent + text).slice(-longestHeading);
    const heading = text.includes("*") ? findHeading(this.#recent) : undefined;
    return heading === undefined ? noUpdates : [{ type: "status", text: `${heading}…` }];
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
