import type { ConditionsView } from "../../src/page/wire.ts";
import { useDesk } from "../chat/context.ts";

/** In which unit a number is shown, and how many of the stored one it has. */
interface NumberField {
  readonly name: "ttlMs" | "idleMs" | "latencyMs" | "sizeLimit";
  readonly label: string;
  readonly scale: number;
  readonly min: number;
}

const NUMBERS: readonly NumberField[] = [
  { name: "ttlMs", label: "Streams end after (s)", scale: 1_000, min: 1 },
  { name: "idleMs", label: "…without a call for (s), 0 for never", scale: 1_000, min: 0 },
  { name: "latencyMs", label: "Delay of each answer (ms)", scale: 1, min: 0 },
  { name: "sizeLimit", label: "Largest message", scale: 1, min: 1 },
];

interface Choice {
  readonly name: "sizeUnit" | "rateLimits" | "recipients" | "expiredReads";
  readonly label: string;
  /** Value and what it means. */
  readonly options: Readonly<Record<string, string>>;
}

const CHOICES: readonly Choice[] = [
  {
    name: "sizeUnit",
    label: "Message size is counted in",
    options: { codepoints: "characters", utf8bytes: "UTF-8 bytes" },
  },
  {
    name: "rateLimits",
    label: "Rate limits",
    options: { off: "off", documented: "as Slack documents them" },
  },
  {
    name: "recipients",
    label: "A stream needs its recipient in",
    options: {
      channels: "channels",
      everywhere: "channels and direct messages",
      never: "no place",
      "strict-dm": "channels; refused in direct messages",
    },
  },
  {
    name: "expiredReads",
    label: "Read back, an expired stream is",
    options: { errored: "errored", completed: "completed", in_progress: "in progress" },
  },
];

const SWITCHES = [
  { name: "isAgent", label: "The app is an agent" },
  { name: "subscribesToStop", label: "The app subscribes to agent_session_stopped" },
  { name: "govSlack", label: "GovSlack: Slack has no streaming methods" },
  { name: "assistantRetired", label: "The assistant's methods are retired (February 2027)" },
  { name: "forbidsReading", label: "The app may not read conversations" },
  { name: "blockMismatch", label: "Slack refuses plain text over rich text" },
  { name: "refusesBlank", label: "Slack refuses blank text" },
] as const;

export function ConditionsForm() {
  const { slack, act } = useDesk();
  const { conditions } = slack;
  const change = (changes: Partial<ConditionsView>) => void act({ type: "conditions", changes });
  return (
    <>
      <section class="form">
        <h3>Presets</h3>
        <div class="quick">
          {slack.workspace.presets.map(({ name, summary }) => (
            <button
              key={name}
              type="button"
              title={summary}
              onClick={() => void act({ type: "preset", name })}
            >
              {name}
            </button>
          ))}
        </div>
      </section>
      <section class="form">
        <h3>Limits</h3>
        {NUMBERS.map(({ name, label, scale, min }) => (
          <label key={name}>
            {label}
            <input
              type="number"
              min={min}
              value={conditions[name] / scale}
              onChange={({ currentTarget: { valueAsNumber } }) => change({ [name]: valueAsNumber * scale })}
            />
          </label>
        ))}
        {CHOICES.map(({ name, label, options }) => (
          <label key={name}>
            {label}
            <select
              value={conditions[name]}
              onChange={({ currentTarget: { value } }) => change({ [name]: value })}
            >
              {/* A factor can be given on the command line only. */}
              {!Object.hasOwn(options, conditions[name]) && <option>{conditions[name]}</option>}
              {Object.entries(options).map(([value, meaning]) => (
                <option key={value} value={value}>
                  {meaning}
                </option>
              ))}
            </select>
          </label>
        ))}
      </section>
      <section class="form">
        <h3>App and workspace</h3>
        {SWITCHES.map(({ name, label }) => (
          <label key={name} class="switch">
            <input
              type="checkbox"
              checked={conditions[name]}
              onChange={() => change({ [name]: !conditions[name] })}
            />
            {label}
          </label>
        ))}
      </section>
      <section>
        <h3>Start over</h3>
        <button type="button" class="danger" onClick={() => void act({ type: "reset" })}>
          Delete all messages, calls and faults
        </button>
      </section>
    </>
  );
}
