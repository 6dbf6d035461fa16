import type { Conditions } from "./options.ts";

/** Options for each reading of disputed facts, and for differences between apps. */
export const PRESETS = {
  documented: preset("Slack's documented rate limits", ["S83", "S89"], { rateLimits: "documented" }),
  "code-points": preset("the size of a message in code points, 12,000", ["S71", "S73"], {
    size: "codepoints",
  }),
  "utf8-bytes": preset("the size of a message in UTF-8 bytes, 10,600", ["S74"], { size: "utf8bytes" }),
  "idle-timer": preset("a stream ends after 30 s without a call on it", ["S97", "S180"], { idleMs: 30_000 }),
  govslack: preset("a Slack without the streaming methods", ["S154"], { govSlack: true }),
  "strict-dms": preset("a recipient sent in a direct message is refused", ["S7"], {
    recipients: "strict-dm",
  }),
  "dms-need-recipients": preset("a stream needs its recipient in direct messages too", ["S7"], {
    recipients: "everywhere",
  }),
  "not-an-agent": preset("an app that is not declared an agent", ["S36", "S141", "S143"], {
    isAgent: false,
    subscribesToStop: false,
  }),
  "before-february-2027": preset(
    "words below a thread work by the bridge to the assistant's methods",
    ["S209"],
    {
      assistantRetired: false,
    },
  ),
  "after-february-2027": preset("the assistant's methods are gone, agent sessions stay", ["S209"], {
    assistantRetired: true,
  }),
  "no-history": preset("an app without a history scope: it reads nothing back", ["S88", "S126"], {
    readBack: { access: "forbidden" },
  }),
} as const satisfies Record<string, Preset>;

/** The options of an emulator without a preset. */
export const PLAIN_CONDITIONS: Conditions = {
  ttlMs: undefined,
  idleMs: undefined,
  latencyMs: undefined,
  size: undefined,
  rateLimits: false,
  recipients: undefined,
  readBack: undefined,
  isAgent: undefined,
  subscribesToStop: undefined,
  govSlack: undefined,
  assistantRetired: undefined,
  blockMismatch: undefined,
  blankText: undefined,
};

/** The name of a preset. */
export type PresetName = keyof typeof PRESETS;

/** A set of options that makes one reading of Slack. */
export interface Preset {
  /** What the preset models, in a few words. */
  readonly summary: string;
  /** The facts that it follows. */
  readonly facts: readonly string[];
  /** Spread them into the options: `createSlackEmulator({ ...PRESETS.govslack.options })`. */
  readonly options: Conditions;
}

/** Whether there is a preset of that name. */
export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

function preset(summary: string, facts: readonly string[], options: Conditions): Preset {
  return { summary, facts, options };
}
