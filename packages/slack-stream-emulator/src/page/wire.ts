import type * as v from "valibot";
import type { Card } from "../content/cards.ts";
import type { Block } from "../content/chunks.ts";
import type { CONDITIONS } from "../control/schemas.ts";

/** What the server tells the page; the browser's half imports these types and nothing else. */
export interface PageUpdate extends Partial<Surroundings> {
  /** True for the first update and after a reset: what the page holds is to be forgotten, and everything is told. */
  readonly replace: boolean;
  /** The emulator's time, in ms. */
  readonly now: number;
  /** Those that are new or changed. */
  readonly messages: readonly MessageView[];
  readonly calls: readonly CallView[];
  readonly threads: readonly ThreadView[];
  readonly banners: readonly BannerView[];
}

/** What does not grow with the run; an update leaves out what is as it was. */
export interface Surroundings {
  readonly workspace: WorkspaceView;
  readonly faults: readonly FaultView[];
  readonly conditions: ConditionsView;
}

/** An update that holds everything. */
export type WholeUpdate = PageUpdate & Surroundings;

export interface WorkspaceView {
  readonly name: string;
  readonly channels: readonly { readonly id: string; readonly name: string; readonly isDirect: boolean }[];
  readonly users: readonly { readonly id: string; readonly name: string; readonly isBot: boolean }[];
  /** How many bots hear what people write, and what one needs to connect. */
  readonly bots: number;
  /** Why the last event did not reach its bot; undefined when it did. */
  readonly undelivered?: string | undefined;
  readonly token: string;
  readonly appToken: string;
  /** Who writes when the page does. */
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
  /** When Slack will end the stream; undefined when it is no open stream. */
  readonly deadline: number | undefined;
  readonly state: "open" | "stopped" | "expired" | "user-stopped" | "deleted" | "posted";
  readonly syntax: "markdown" | "mrkdwn";
  readonly layout: "timeline" | "plan";
  readonly items: readonly ItemView[];
  readonly stopBlocks: readonly Block[];
  /** What everybody but the recipient sees of an open stream in a channel (S147). */
  readonly firstText: string;
  /** What its pushes say. */
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
  /** What Slack shows one after the other beside the line. */
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

/** As `GET /control/v1/conditions` tells them. */
export type ConditionsView = v.InferOutput<typeof CONDITIONS>;
