import type { Card } from "../../src/content/cards.ts";
import type { ItemView, MessageView } from "../../src/page/wire.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { Markdown } from "../text/markdown.tsx";
import { Mrkdwn } from "../text/mrkdwn.tsx";
import { useDesk } from "./context.ts";
import { TaskCard } from "./task-card.tsx";

/** What the recipient sees: text, cards and blocks in the order in which they came. */
export function MessageBody({ message }: { message: MessageView }) {
  const groups = toGroups(message);
  return (
    <div class="body">
      {groups.map((group, index) => (
        <Group key={index} group={group} message={message} />
      ))}
      {message.stopBlocks.length > 0 && <Blocks blocks={message.stopBlocks} message={message} />}
      {groups.length === 0 && message.state === "open" && <p class="hint thinking">Thinking…</p>}
    </div>
  );
}

type Group =
  | Extract<ItemView, { type: "text" | "blocks" }>
  | { type: "cards"; cards: Card[] }
  | { type: "plan"; title: string; cards: Card[] };

/** Cards that follow one another share a line; in the layout of a plan all of them stand in its box. */
function toGroups({ items, layout }: MessageView): Group[] {
  const groups: Group[] = [];
  const title = items.find((item) => item.type === "plan")?.title;
  const isPlan = layout === "plan" || title !== undefined;
  let plan: Extract<Group, { type: "plan" }> | undefined;
  for (const item of items) {
    if (item.type === "text" || item.type === "blocks") {
      groups.push(item);
    } else if (isPlan) {
      if (plan === undefined) {
        plan = { type: "plan", title: title ?? "Plan", cards: [] };
        groups.push(plan);
      }
      if (item.type === "card") plan.cards.push(item.card);
    } else if (item.type === "card") {
      const last = groups.at(-1);
      if (last?.type === "cards") last.cards.push(item.card);
      else groups.push({ type: "cards", cards: [item.card] });
    }
  }
  return groups;
}

function Group({ group, message }: { group: Group; message: MessageView }) {
  switch (group.type) {
    case "text":
      return message.syntax === "markdown" ? <Markdown text={group.text} /> : <Mrkdwn text={group.text} />;
    case "blocks":
      return <Blocks blocks={group.blocks} message={message} />;
    case "cards":
      return <Tasks cards={group.cards} />;
    case "plan":
      return <Plan title={group.title} cards={group.cards} />;
    default:
      return group satisfies never;
  }
}

/** Slack shows its title alone until somebody opens it. */
function Plan({ title, cards }: { title: string; cards: readonly Card[] }) {
  const { areCardsOpen } = useDesk();
  const done = cards.filter(({ status }) => status === "complete").length;
  return (
    <details class="plan" open={areCardsOpen}>
      <summary>
        <h3>{title}</h3>
        <span class="hint">
          {done} of {cards.length}
        </span>
      </summary>
      <Tasks cards={cards} />
    </details>
  );
}

function Tasks({ cards }: { cards: readonly Card[] }) {
  return (
    <ul class="tasks">
      {cards.map((card) => (
        <TaskCard key={card.id} card={card} />
      ))}
    </ul>
  );
}
