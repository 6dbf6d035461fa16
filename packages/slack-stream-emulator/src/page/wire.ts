import type * as v from "valibot";
import type { Card } from "../content/cards.ts";
import type { Block } from "../content/chunks.ts";
import type { CONDITIONS } from "../control/schemas.ts";

/** An update of the server for the page. The browser code imports only these types. */
export interface PageUpdate extends Partial<Surroundings> {
  /** True for the first update and after a reset. The page deletes its data, and the update contains everything. */
  readonly replace: boolean;
  /** The emulator's time, in ms. */
  readonly now: number;
  /** The new and changed messages. */
  readonly messages: readonly MessageView[];
  readonly calls: readonly CallView[];
  readonly threads: readonly ThreadView[];
  readonly banners: readonly BannerView[];
}

/** Data that does not grow with the run. An update contains only the changed fields. */
export interface Surroundings {
  readonly workspace: WorkspaceView;
  readonly faults: readonly FaultView[];
  readonly conditions: ConditionsView;
}

/** An update with all data. */
export type WholeUpdate = PageUpdate & Surroundings;

export interface WorkspaceView {
  readonly name: string;
  readonly channels: readonly { readonly id: string; readonly name: string; readonly isDirect: boolean }[];
  readonly users: readonly { readonly id: string; readonly name: string; readonly isBot: boolean }[];
  /** How many bots get events, and the settings that a bot needs. */
  readonly bots: number;
  /** Why the last event did not reach its bot. Undefined if it did. */
  readonly undelivered?: string | undefined;
  readonly token: string;
  readonly appToken: string;
  /** The author of messages from the page. */
  readonly me: string;
  readonly faultKinds: readonly {
    readonly name: string;
    readonly summary: string;
    readonly value?: { readonly label: string; readonly byDefault: string } | undefined;
  }[];
  readonly methods: readonly string[];
  readonly presets: readonly { readonly name: string; readonly summary: string }[];
}

export type ItemView =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "card"; readonly card: Card }
  | { readonly type: "plan"; readonly title: string }
  | { readonly type: "blocks"; readonly blocks: readonly Block[] };

export interface MessageView {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly number: number | undefined;
  readonly userId: string;
  readonly author: string;
  readonly isBot: boolean;
  /** When it was posted, by the emulator's clock. */
  readonly at: number;
  readonly endedAt: number | undefined;
  /** When Slack will end the stream. Undefined if the message is not an open stream. */
  readonly deadline: number | undefined;
  readonly state: "open" | "stopped" | "expired" | "user-stopped" | "deleted" | "posted";
  readonly syntax: "markdown" | "mrkdwn";
  readonly layout: "timeline" | "plan";
  readonly items: readonly ItemView[];
  readonly stopBlocks: readonly Block[];
  /** The part of an open stream in a channel that everybody except the recipient sees (S147). */
  readonly firstText: string;
  /** The texts of its push notifications. */
  readonly pushes: readonly string[];
  readonly errored: boolean;
  readonly showsEdited: boolean;
  readonly edits: number;
  readonly broadcast: boolean;
  readonly size: { readonly used: number; readonly limit: number; readonly unit: string };
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
}

export interface ThreadView {
  readonly channel: string;
  readonly threadTs: string;
  readonly line: string | undefined;
  /** The texts that Slack shows in turn beside the line. */
  readonly loading: readonly string[];
  readonly session: "active" | "processing" | "suspended" | "closed" | undefined;
}

export interface CallView {
  readonly index: number;
  readonly at: number;
  readonly method: string;
  readonly ts: string | undefined;
  readonly number: number | undefined;
  readonly durationMs: number | undefined;
  readonly outcome: { readonly words: string; readonly mood: "good" | "bad" | "odd" };
  readonly effect: string;
  readonly args: unknown;
  readonly answer: unknown;
}

export interface BannerView {
  readonly channel: string;
  readonly ts: string;
  readonly author: string;
  readonly text: string;
}

export interface FaultView {
  readonly method: string;
  readonly name: string;
  readonly times: number;
  readonly skip: number;
}

/** The conditions, as in the response of `GET /control/v1/conditions`. */
export type ConditionsView = v.InferOutput<typeof CONDITIONS>;
