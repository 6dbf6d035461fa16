import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { WorkspaceView } from "../../src/page/wire.ts";

/** Who and what an id stands for. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
}

const NamesContext = createContext<Names>({ user: (id) => id, channel: (id) => id });

export const NamesProvider = NamesContext.Provider;

export function useNames(): Names {
  return useContext(NamesContext);
}

export function toNames({ users, channels }: WorkspaceView): Names {
  return {
    user: (id) => users.find((user) => user.id === id)?.name ?? id,
    channel: (id) => channels.find((channel) => channel.id === id)?.name ?? id,
  };
}

/** What `<@U1>`, `<#C1|name>` and `<!here>` show; undefined for anything else in angle brackets. */
export function toMention(inside: string, names: Names): string | undefined {
  const [target = "", label] = inside.split("|");
  const id = target.slice(1);
  if (/^@[UW]\w+$/.test(target)) return `@${label ?? names.user(id)}`;
  if (/^#[CG]\w+$/.test(target)) return `#${label ?? names.channel(id)}`;
  if (/^!subteam\^\w+$/.test(target)) return label ?? "@group";
  if (/^!(here|channel|everyone)$/.test(target)) return `@${id}`;
  if (/^!date\^/.test(target)) return label ?? inside;
  return undefined;
}
