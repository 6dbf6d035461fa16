import type { Settings } from "../options/settings.ts";
import type { CanonicalPart } from "../source/canonical-parts.ts";
import { type AgentUpdate, noUpdates } from "./agent-update.ts";
import type { FinishReason } from "./notices.ts";
import { Reasoning } from "./reasoning.ts";
import { addSource, type Source, toFootnotes, toSourcesCard } from "./sources.ts";
import { TodoList } from "./todo-list.ts";
import { type BoardEnd, ToolBoard } from "./tool-board.ts";

/** Turns the parts of a source into updates for readers. */
export class PartMapper {
  readonly #settings: Settings;
  readonly tools: ToolBoard;
  readonly #todo: TodoList;
  readonly #reasoning: Reasoning | undefined;
  #sources: readonly Source[] = [];
  #sourcesAtStep: readonly Source[] = [];
  #isFinished = false;
  #reason: string | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.tools = new ToolBoard({ ...settings, tasks: withoutPlans(settings) });
    this.#todo = new TodoList(settings.plan);
    const { reasoning = "hide" } = settings;
    // Hidden by default, because readers did not ask for it.
    this.#reasoning = reasoning === "hide" ? undefined : new Reasoning(reasoning);
  }

  map(part: CanonicalPart): readonly AgentUpdate[] {
    switch (part.type) {
      case "tool-call":
        return [...this.tools.map(part), ...this.#todo.write(part.toolName ?? "", part.input)];
      case "reasoning-start":
        return this.#reasoning?.begin() ?? noUpdates;
      case "reasoning-delta":
        return this.#reasoning?.add(part.text) ?? noUpdates;
      case "reasoning-end":
        return this.#endReasoning();
      case "source":
      case "file":
        if (this.#settings.sources !== "hide") this.#sources = addSource(this.#sources, part);
        return noUpdates;
      case "start-step":
        this.tools.beginStep();
        return noUpdates;
      case "finish-step":
        this.tools.nextStep();
        this.#sourcesAtStep = this.#sources;
        return this.#endReasoning();
      case "reset-step":
        this.tools.resetStep();
        this.#sources = this.#sourcesAtStep;
        return this.#endReasoning();
      case "finish":
        this.#isFinished = true;
        this.#reason = part.finishReason;
        return noUpdates;
      default:
        return this.tools.map(part);
    }
  }

  /** Text begins. */
  text(): readonly AgentUpdate[] {
    // The model is called again.
    if (this.#reason === "tool-calls") this.#reason = undefined;
    return this.tools.goOn();
  }

  /** Returns the last updates, after the source has ended. */
  end(how: BoardEnd["how"]): readonly AgentUpdate[] {
    const asCard = how === "done" && this.hasSources && this.#settings.sources !== "footnotes";
    return [
      ...this.#endReasoning(),
      ...this.tools.end({ how, finished: this.#isFinished, isCut: this.#cut !== undefined }),
      ...this.#todo.end(how),
      ...(asCard ? toSourcesCard(this.#sources) : noUpdates),
    ];
  }

  /** Why the answer was cut off, if it was. */
  get cutOff(): Exclude<FinishReason, "empty"> | undefined {
    // It ended after tool calls that have all run. So a limit of steps ended it, not the model.
    const isAfterCalls = this.#reason === "tool-calls" && this.tools.waiting.length === 0;
    return isAfterCalls ? "tool-calls" : this.#cut;
  }

  get #cut() {
    return cuts.find((reason) => reason === this.#reason);
  }

  /** Whether there are sources or files that may be shown. */
  get hasSources(): boolean {
    return this.#sources.length > 0;
  }

  /** The sources as a line of Markdown, if they are shown that way. */
  footnotes(cards: "shown" | "refused"): string | undefined {
    const asFootnotes = this.#settings.sources === "footnotes" || cards === "refused";
    return asFootnotes && this.hasSources ? toFootnotes(this.#sources) : undefined;
  }

  #endReasoning(): readonly AgentUpdate[] {
    return this.#reasoning?.end() ?? noUpdates;
  }
}

/** The reasons for which the model did not end by itself. */
const cuts = ["length", "content-filter", "error"] as const;

/** A tool that writes the model's to-do list is shown as this list. */
function withoutPlans({ plan = {}, tasks }: Settings): Settings["tasks"] {
  if (tasks === false) return false;
  return { ...tasks, ...Object.fromEntries(Object.keys(plan).map((name) => [name, false as const])) };
}
