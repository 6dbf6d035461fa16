import { readProperty, readString } from "../slack/read-property.ts";
import type { StreamPart } from "../types/index.ts";
import type { AgentSettings } from "./agent-settings.ts";
import { type AgentUpdate, noUpdates, type PendingCalls } from "./agent-update.ts";
import type { FinishReason } from "./notices.ts";
import { createReasoning } from "./reasoning.ts";
import {
  addSource,
  noSources,
  readCitations,
  readSourcePart,
  toFootnotes,
  toSourcesCard,
} from "./sources.ts";
import { createTodoList } from "./todo-list.ts";
import { type BoardEnd, ToolBoard } from "./tool-board.ts";

/** Says what the parts of an AI SDK stream, of its versions 5 to 7, and the chunks of its UI message stream mean. */
export interface PartMapper {
  /** Undefined for a part that nothing is known of. */
  map(part: StreamPart): readonly AgentUpdate[] | undefined;
  /** Text comes now. */
  text(): readonly AgentUpdate[];
  /** The updates that remain when the source has ended. */
  end(how: "done" | "failed" | "aborted"): readonly AgentUpdate[];
  /** Why the answer ended before its time, if it did. */
  readonly cutOff: Exclude<FinishReason, "empty"> | undefined;
  readonly waiting: PendingCalls;
  /** There is something that the answer rests on, or a file, and it may be shown. */
  readonly hasSources: boolean;
  /** The sources in a line of Markdown, where they are to be one. */
  footnotes(cards: "shown" | "refused"): string | undefined;
}

type Handler = (part: StreamPart) => readonly AgentUpdate[];

const nothingWaits: PendingCalls = { count: 0, calls: [], blocks: [] };

/** Makes the mapper when the first part comes. Most answers are text alone, and their open streams need no memory for one. */
export class MapperOnDemand implements PartMapper {
  readonly #settings: AgentSettings;
  #made: PartMapper | undefined;

  constructor(settings: AgentSettings) {
    this.#settings = settings;
  }

  map(part: StreamPart): readonly AgentUpdate[] | undefined {
    this.#made ??= createFullMapper(this.#settings);
    return this.#made.map(part);
  }

  text(): readonly AgentUpdate[] {
    return this.#made?.text() ?? noUpdates;
  }

  end(how: "done" | "failed" | "aborted"): readonly AgentUpdate[] {
    return this.#made?.end(how) ?? noUpdates;
  }

  get cutOff(): PartMapper["cutOff"] {
    return this.#made?.cutOff;
  }

  get waiting(): PendingCalls {
    return this.#made?.waiting ?? nothingWaits;
  }

  get hasSources(): boolean {
    return this.#made?.hasSources ?? false;
  }

  footnotes(cards: "shown" | "refused"): string | undefined {
    return this.#made?.footnotes(cards);
  }
}

function createFullMapper(settings: AgentSettings): PartMapper {
  const tools = new ToolBoard({ ...settings, tasks: withoutPlans(settings) });
  const todo = createTodoList(settings.plan);
  const reasoning = createReasoning(settings.reasoning);
  let sources = noSources;
  let sourcesAtStep = noSources;
  let finished = false;
  let reason: unknown;

  const addSourcePart: Handler = (part) => {
    const source = settings.sources === "hide" ? undefined : readSourcePart(part);
    if (source !== undefined) sources = addSource(sources, source);
    return noUpdates;
  };
  const cite: Handler = (part) => {
    const cited = settings.sources === "hide" ? [] : readCitations(part);
    if (cited.length > 0) sources = cited.reduce(addSource, { ...sources, numbered: true });
    return noUpdates;
  };
  const call: Handler = (part) => {
    const name = readString(part, "toolName") ?? "";
    return [...tools.call(part), ...todo.write(name, readProperty(part, "input"))];
  };
  const nextStep: Handler = () => {
    tools.nextStep();
    sourcesAtStep = sources;
    return reasoning.end();
  };

  const handlers: Readonly<Record<string, Handler>> = {
    "text-end": cite,
    "tool-input-start": (part) => tools.begin(part),
    "tool-call": call,
    "tool-input-available": call,
    "tool-result": (part) => tools.result(part),
    "tool-output-available": (part) => tools.result(part),
    "tool-error": (part) => tools.fail(part),
    "tool-input-error": (part) => tools.fail(part),
    "tool-output-error": (part) => tools.fail(part),
    "tool-output-denied": (part) => tools.deny(part),
    "tool-approval-request": (part) => tools.requestApproval(part),
    "tool-approval-response": (part) => tools.answerApproval(part),
    "reasoning-start": () => reasoning.begin(),
    "reasoning-delta": (part) => reasoning.add(readString(part, "text") ?? readString(part, "delta") ?? ""),
    "reasoning-end": () => reasoning.end(),
    source: addSourcePart,
    "source-url": addSourcePart,
    "source-document": addSourcePart,
    file: addSourcePart,
    "start-step": () => {
      tools.beginStep();
      return noUpdates;
    },
    "finish-step": nextStep,
    "reset-step": () => {
      tools.resetStep();
      sources = sourcesAtStep;
      return reasoning.end();
    },
    finish: (part) => {
      finished = true;
      reason = readProperty(part, "finishReason");
      return noUpdates;
    },
  };

  return {
    map: (part) => (Object.hasOwn(handlers, part.type) ? handlers[part.type]?.(part) : undefined),
    text() {
      // The model was asked again.
      if (reason === "tool-calls") reason = undefined;
      return tools.goOn();
    },
    end(how) {
      const end: BoardEnd = how === "done" ? { type: "done", finished, reason } : { type: how };
      const asCard = how === "done" && sources.all.length > 0 && settings.sources !== "footnotes";
      return [
        ...reasoning.end(),
        ...tools.end(end),
        ...todo.end(how),
        ...(asCard ? toSourcesCard(sources) : noUpdates),
      ];
    },
    get cutOff() {
      if (reason === "length" || reason === "content-filter" || reason === "error") return reason;
      // It ended on calls of tools, and all of them have run: it was not the model that had enough.
      return reason === "tool-calls" && tools.waiting.count === 0 ? reason : undefined;
    },
    get waiting() {
      return tools.waiting;
    },
    get hasSources() {
      return sources.all.length > 0;
    },
    footnotes(cards) {
      const asFootnotes = settings.sources === "footnotes" || cards === "refused";
      return asFootnotes && sources.all.length > 0 ? toFootnotes(sources) : undefined;
    },
  };
}

/** A tool that writes the model's list is shown by what it writes. */
function withoutPlans({ plan = {}, tasks }: AgentSettings): AgentSettings["tasks"] {
  if (tasks === false) return false;
  return { ...tasks, ...Object.fromEntries(Object.keys(plan).map((name) => [name, false as const])) };
}
