import type { AgentSettings } from "./agent-settings.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import { cutText } from "./short-text.ts";
import { cardText } from "./task-look.ts";

/** What a model thinks before it answers, as a card or as a status; by default it is nobody's business. */
export interface Reasoning {
  begin(): readonly AgentUpdate[];
  add(text: string): readonly AgentUpdate[];
  end(): readonly AgentUpdate[];
}

export function createReasoning(how: AgentSettings["reasoning"]): Reasoning {
  switch (how) {
    case "card":
      return createReasoningCards();
    case "status":
      return createReasoningStatus();
    default:
      return { begin: () => noUpdates, add: () => noUpdates, end: () => noUpdates };
  }
}

const thinking = "Thinking";

/** One card for each run of thoughts: models that write headings name what they think about, and the card's title follows. */
function createReasoningCards(): Reasoning {
  let cards = 0;
  let open = false;
  let title = thinking;
  /** What came since the last update, and how much may still be shown. */
  let unsent = "";
  let room = 0;

  const update = (details: string, status: "in_progress" | "complete"): readonly AgentUpdate[] => {
    room -= details.length;
    const id = `reasoning-${cards}`;
    const texts = details === "" ? {} : { details };
    return [{ type: "chunk", chunk: { type: "task_update", id, title, status, ...texts } }];
  };

  const begin = (): readonly AgentUpdate[] => {
    if (open) return noUpdates;
    open = true;
    cards += 1;
    title = thinking;
    unsent = "";
    room = cardText.characters;
    return update("", "in_progress");
  };

  /** All that is unsent, as far as there is room; what a cut leaves out is said by its mark. */
  const flush = (): string => {
    const isFirst = room === cardText.characters;
    // A heading is the card's title; it is not said twice.
    const plain = unsent.replaceAll(headingLine, "").replaceAll(/\n{2,}/g, "\n");
    const text = isFirst ? plain.trimStart() : plain;
    unsent = "";
    return room > 1 ? cutText(text, room) : "";
  };

  return {
    begin,
    add(text) {
      const opened = begin();
      unsent += text;
      // One update a sentence, not one a token: cards are dear.
      if (!/[.!?\n]\s*$/.test(text) && unsent.length < 120) return opened;
      const heading = findHeading(unsent);
      if (heading === undefined && room <= 1) {
        // Only a heading can still be shown; it is in a line of its own.
        unsent = unsent.slice(unsent.lastIndexOf("\n") + 1).slice(0, longestHeading);
        return opened;
      }
      title = heading ?? title;
      return [...opened, ...update(flush(), "in_progress")];
    },
    end() {
      if (!open) return noUpdates;
      open = false;
      title = findHeading(unsent) ?? (title === thinking ? "Thought" : title);
      return update(flush().trimEnd(), "complete");
    },
  };
}

function createReasoningStatus(): Reasoning {
  let recent = "";
  return {
    begin: () => {
      recent = "";
      return [{ type: "status", text: `${thinking}…` }];
    },
    add(text) {
      recent = (recent + text).slice(-400);
      const heading = text.includes("*") ? findHeading(recent) : undefined;
      return heading === undefined ? noUpdates : [{ type: "status", text: `${heading}…` }];
    },
    end: () => noUpdates,
  };
}

/** A longer line is read no further. */
const longestHeading = 400;

/** A line that is bold as a whole. */
const headingLine = /^[ \t]*\*\*([^*\n]+)\*\*[ \t]*$/gm;

function findHeading(text: string): string | undefined {
  const heading = [...text.matchAll(headingLine)].at(-1)?.[1]?.trim();
  return heading === undefined || heading === "" ? undefined : cutText(heading, 80);
}
