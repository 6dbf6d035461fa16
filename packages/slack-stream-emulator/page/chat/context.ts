import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ControlRequest } from "../live/act.ts";
import type { Place } from "../live/messages.ts";
import type { Slack } from "../live/store.ts";

/** Who looks at the thread: the person a stream is for, or anybody else in the channel (S147). */
export type Viewer = "recipient" | "others";

export interface Desk {
  readonly slack: Slack;
  readonly viewer: Viewer;
  /** Does it, and shows why it could not be done. */
  act(request: ControlRequest): Promise<void>;
  openThread(place: Place): void;
  /** Slack shows the titles of cards and plans alone; a reader may open them, one by one or all. */
  readonly areCardsOpen: boolean;
  toggleCards(): void;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error("useDesk() stands outside of a desk");
  return desk;
}
