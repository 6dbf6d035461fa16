import type { StreamEvent } from "slack-stream-adapter";

/** Describes the events of a stream, with numbered messages. */
export function createEventDescriber(): (event: StreamEvent) => string {
  const seen: string[] = [];
  let edits = false;
  const name = (ts: string) => {
    if (!seen.includes(ts)) seen.push(ts);
    return `message ${seen.indexOf(ts) + 1}`;
  };
  return (event) => {
    switch (event.type) {
      case "segment-start":
        edits = event.transport === "edit";
        return `${name(event.ts)} opened, by ${event.transport}`;
      case "append":
        return edits
          ? `${name(event.ts)} edited`
          : `${event.characters} characters appended to ${name(event.ts)}`;
      case "keepalive":
        return `the model is silent: keepalive (${event.form}) on ${name(event.ts)}`;
      case "segment-end":
        return `${name(event.ts)} ended: ${event.ended}${event.cause === undefined ? "" : `, ${event.cause.code}`}`;
      case "repair":
        return `${name(event.ts)} written whole by chat.update${event.succeeded ? "" : ", in vain"}`;
      case "retry":
        return `${event.method} again in ${event.waitMs} ms, after ${event.code}`;
      case "unconfirmed":
        return `nobody knows whether ${event.method} arrived: ${event.code}`;
      case "decoration-dropped":
        return `${event.decoration} left out, after ${event.code}`;
      case "fallback":
        return `on by post and edit: ${event.reason}`;
      case "checkpoint-off":
        return `on without a checkpoint: the store failed (${event.code})`;
      case "stop":
        return `stopped by ${event.by}`;
    }
  };
}
