import { readProperty, readString } from "../slack/read-property.ts";
import type { StreamPart } from "../types/index.ts";
import type { AgentSettings } from "./agent-settings.ts";
import { toFinishNotice } from "./finish-notice.ts";
import { type Meaning, nothing } from "./meaning.ts";
import { createReasoning } from "./reasoning.ts";
import { addSource, readSourcePart, type Source, toFootnotes, toSourcesCard } from "./sources.ts";
import { createToolBoard } from "./tool-board.ts";

/** Says what the parts of an AI SDK stream, of its versions 6 and 7, and the chunks of its UI message stream mean. */
export interface PartMapper {
  /** Undefined for a part that nothing is known of. */
  map(part: StreamPart): readonly Meaning[] | undefined;
  /** What is left to be shown when the source is over. */
  end(): readonly Meaning[];
  /** What is said below the answer, by us, in Markdown; where cards are refused, what they would have said too. */
  notes(cards: "shown" | "refused"): readonly string[];
}

type Handler = (part: StreamPart) => readonly Meaning[];

export function createPartMapper(settings: AgentSettings): PartMapper {
  const tools = createToolBoard(settings);
  const reasoning = createReasoning(settings.reasoning);
  let sources: readonly Source[] = [];
  let finishNotice: string | undefined;

  const addSourcePart: Handler = (part) => {
    const source = settings.sources === "hide" ? undefined : readSourcePart(part);
    if (source !== undefined) sources = addSource(sources, source);
    return nothing;
  };
  const begin: Handler = (part) => tools.tell(part, { type: "begun" });
  const call: Handler = (part) => {
    // A call that can't be made: of a tool that is not there, or with arguments that it does not take.
    if (readProperty(part, "invalid") === true)
      return tools.tell(part, { type: "failed", error: readProperty(part, "error") });
    return tools.tell(part, { type: "input", input: readProperty(part, "input") });
  };
  const result: Handler = (part) => {
    const isPreliminary = readProperty(part, "preliminary") === true;
    return tools.tell(part, {
      type: isPreliminary ? "progress" : "result",
      output: readProperty(part, "output"),
    });
  };
  const fail: Handler = (part) =>
    tools.tell(part, {
      type: "failed",
      error: readProperty(part, "error") ?? readString(part, "errorText"),
    });
  const nextStep: Handler = () => {
    tools.nextStep();
    return reasoning.end();
  };

  const handlers: Readonly<Record<string, Handler>> = {
    "tool-input-start": begin,
    "tool-call": call,
    "tool-input-available": call,
    "tool-result": result,
    "tool-output-available": result,
    "tool-error": fail,
    "tool-input-error": fail,
    "tool-output-error": fail,
    "tool-output-denied": (part) => tools.tell(part, { type: "denied" }),
    "tool-approval-request": (part) => tools.requestApproval(part),
    "tool-approval-response": (part) => tools.answerApproval(part),
    "reasoning-start": () => reasoning.begin(),
    "reasoning-delta": (part) => reasoning.add(readString(part, "text") ?? readString(part, "delta") ?? ""),
    "reasoning-end": () => reasoning.end(),
    source: addSourcePart,
    "source-url": addSourcePart,
    "source-document": addSourcePart,
    file: addSourcePart,
    "finish-step": nextStep,
    finish: (part) => {
      finishNotice = toFinishNotice(readProperty(part, "finishReason"), settings.finishNotice);
      return nothing;
    },
  };

  return {
    map: (part) => (Object.hasOwn(handlers, part.type) ? handlers[part.type]?.(part) : undefined),
    end() {
      const asCard = sources.length > 0 && settings.sources !== "footnotes";
      return [...reasoning.end(), ...(asCard ? toSourcesCard(sources) : nothing)];
    },
    notes(cards) {
      const asFootnotes = sources.length > 0 && (settings.sources === "footnotes" || cards === "refused");
      return [
        ...(finishNotice === undefined ? [] : [finishNotice]),
        ...(asFootnotes ? [toFootnotes(sources)] : []),
      ];
    },
  };
}
