import type { Card } from "../../src/content/cards.ts";
import { Markdown } from "../text/markdown.tsx";
import { TextLink } from "../text/mrkdwn.tsx";
import { useDesk } from "./context.ts";
import { DoneIcon, FailedIcon, PendingIcon, RunningIcon } from "./icons.tsx";

const LOOKS = {
  pending: { icon: PendingIcon, words: "to do" },
  in_progress: { icon: RunningIcon, words: "in progress" },
  complete: { icon: DoneIcon, words: "done" },
  error: { icon: FailedIcon, words: "failed" },
} as const;

export function TaskCard({ card }: { card: Card }) {
  const { areCardsOpen } = useDesk();
  const { icon: Icon, words } = LOOKS[card.status];
  const hasMore = card.details !== "" || card.output !== "" || card.sources.length > 0;
  return (
    <li class={`task ${card.status}`} data-card={card.id} data-status={card.status}>
      <span class="task-icon">
        <Icon />
        <span class="sr-only">{words}:</span>
      </span>
      <div class="task-body">
        <span class="task-title">{card.title}</span>
        {hasMore && (
          <details open={areCardsOpen}>
            <summary>Details</summary>
            {card.details !== "" && <Markdown text={card.details} />}
            {card.output !== "" && (
              <div class="task-output">
                <Markdown text={card.output} />
              </div>
            )}
            <Sources card={card} />
          </details>
        )}
      </div>
    </li>
  );
}

function Sources({ card }: { card: Card }) {
  if (card.sources.length === 0) return null;
  return (
    <ul class="sources" aria-label="Sources">
      {card.sources.map((source, index) => (
        <li key={index}>
          <TextLink url={String(source.url)} label={String(source.text)} />
        </li>
      ))}
    </ul>
  );
}
