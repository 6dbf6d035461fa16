import { methods } from "../slack/call-description.ts";
import type { Outcome } from "../slack/outcome.ts";
import { dropCards, learnSize, refusal } from "./change-session.ts";
import { type Batch, batchBytes } from "./compose-batch.ts";
import { toStreamError } from "./failures.ts";
import type { Session } from "./session.ts";
import { toVerdict } from "./verdicts.ts";

/** The first content was refused for what is in it: it is changed, and composed anew. */
export function changeContent(
  session: Session,
  batch: Batch,
  outcome: Outcome,
  call: "start" | "post",
): void {
  const verdict = toVerdict(call, outcome);
  if (verdict === "user-stop") {
    session.control.stop("user");
    session.control.check(); // Throws.
  }
  const changed =
    (verdict === "full" && learnSize(session, batchBytes(batch))) ||
    (verdict === "without-cards" && dropCards(session, outcome)) ||
    (verdict === "without-decoration" && noteLostLook(session, outcome));
  if (!changed) throw toStreamError(methods[call], refusal(outcome));
}

/** The calls leave out by themselves what Slack did not like of name, icon and display mode; once is enough. */
function noteLostLook({ observer, refused }: Session, outcome: Outcome): boolean {
  if (outcome.type !== "refused" || refused.has("display-mode")) return false;
  refused.add("display-mode");
  observer.emit({
    type: "decoration-dropped",
    decoration: outcome.suspect ?? "display-mode",
    code: outcome.code,
  });
  return true;
}
