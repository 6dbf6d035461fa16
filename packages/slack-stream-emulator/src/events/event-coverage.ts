/** Which parts of an event the emulator models. `COVERAGE` lists the methods. */
export interface EventCoverage {
  /** Its type. */
  readonly event: string;
  /** The function of `connectBot()` that sends it. */
  readonly sentBy: string;
  /** Facts of docs/slack-facts.md that it follows. */
  readonly facts: readonly string[];
  /** Differences from Slack. */
  readonly notes?: string | undefined;
}

const EVENT_FACTS = ["S194", "S196", "S197", "S198"] as const;
const MESSAGE_FACTS = ["S194", "S195", "S196", "S197", "S198"] as const;
const PRESSED = ["S196", "S199", "S205", "S206"] as const;

/** The events that a bot gets. `send()` sends any other event, signed and repeated like these. */
export const EVENT_COVERAGE: readonly EventCoverage[] = [
  { event: "app_mention", sentBy: "mention", facts: MESSAGE_FACTS },
  { event: "message.im", sentBy: "directMessage", facts: [...MESSAGE_FACTS, "S148", "S149"] },
  {
    event: "message.channels, message.groups, message.mpim",
    sentBy: "message",
    facts: [...MESSAGE_FACTS, "S148", "S149"],
    notes:
      "A stream is told of when it starts and when its app stops it; what Slack tells when it ends a stream itself is not known. The subtypes file_share and me_message are there, agent_session of a thread's parent (S150) is not.",
  },
  { event: "message_changed", sentBy: "edit", facts: EVENT_FACTS },
  { event: "message_deleted", sentBy: "remove", facts: EVENT_FACTS },
  { event: "reaction_added", sentBy: "react", facts: EVENT_FACTS },
  { event: "reaction_removed", sentBy: "unreact", facts: EVENT_FACTS },
  { event: "member_joined_channel", sentBy: "join", facts: EVENT_FACTS },
  {
    event: "agent_session_stopped",
    sentBy: "pressStop",
    facts: ["S137", "S138", "S141", ...EVENT_FACTS],
  },
  { event: "app_home_opened", sentBy: "openHome", facts: EVENT_FACTS },
  { event: "assistant_thread_started", sentBy: "startAssistantThread", facts: EVENT_FACTS },
  { event: "assistant_thread_context_changed", sentBy: "changeAssistantContext", facts: EVENT_FACTS },
  {
    event: "function_executed",
    sentBy: "runFunction",
    facts: EVENT_FACTS,
    notes: "Without the parameters that a manifest declares.",
  },
  { event: "url_verification", sentBy: "verifyUrl", facts: ["S196"] },
  { event: "block_actions", sentBy: "click", facts: PRESSED, notes: "`state` is empty for messages." },
  { event: "block_suggestion", sentBy: "suggest", facts: PRESSED },
  { event: "view_submission", sentBy: "submitView", facts: PRESSED, notes: "`response_urls` is empty." },
  { event: "view_closed", sentBy: "closeView", facts: PRESSED },
  { event: "shortcut, message_action", sentBy: "shortcut", facts: PRESSED },
  { event: "slash command", sentBy: "command", facts: ["S196", "S205", "S206"] },
];
