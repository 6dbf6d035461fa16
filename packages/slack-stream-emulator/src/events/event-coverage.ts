/** What is emulated of one event, beside the methods that `COVERAGE` lists. */
export interface EventCoverage {
  readonly event: string;
  /** What of `connectBot()` sends it. */
  readonly sentBy: string;
  /** Facts of docs/slack-facts.md that it follows. */
  readonly facts: readonly string[];
  readonly notes?: string | undefined;
}

/** The events that a bot is sent; any other goes out by `send()`, signed and repeated as these are. */
export const EVENT_COVERAGE: readonly EventCoverage[] = [
  { event: "app_mention", sentBy: "mention", facts: ["S194", "S195", "S196", "S197", "S198"] },
  { event: "message.im", sentBy: "directMessage", facts: ["S194", "S195", "S196", "S197", "S198"] },
  {
    event: "agent_session_stopped",
    sentBy: "pressStop",
    facts: ["S137", "S138", "S141", "S194", "S196", "S197", "S198"],
  },
  {
    event: "block_actions",
    sentBy: "click",
    facts: ["S196", "S199"],
    notes: "Without `response_url`, `state` and the message's blocks.",
  },
];
