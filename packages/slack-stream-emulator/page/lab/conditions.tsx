import type { Conditions } from "../../src/options.ts";
import type { ConditionsView } from "../../src/page/wire.ts";
import { useDesk } from "../chat/context.ts";
import { ask } from "../live/act.ts";

interface NumberField {
  readonly label: string;
  readonly min: number;
  read(conditions: ConditionsView): number;
  change(value: number, conditions: ConditionsView): Conditions;
}

const NUMBERS: readonly NumberField[] = [
  {
    label: "Streams end after (s)",
    min: 1,
    read: ({ ttlMs }) => ttlMs / 1_000,
    change: (seconds) => ({ ttlMs: seconds * 1_000 }),
  },
  {
    label: "…without a call for (s), 0 for never",
    min: 0,
    read: ({ idleMs }) => (idleMs === false ? 0 : idleMs / 1_000),
    change: (seconds) => ({ idleMs: seconds === 0 ? false : seconds * 1_000 }),
  },
  {
    label: "Delay of each answer (ms)",
    min: 0,
    read: ({ latencyMs }) => latencyMs,
    change: (latencyMs) => ({ latencyMs }),
  },
  {
    label: "Largest message",
    min: 1,
    read: ({ size }) => size.limit,
    change: (limit, { size }) => ({ size: { unit: size.unit, limit } }),
  },
];

interface Choice<Value extends string = string> {
  readonly label: string;
  /** Value and what it means. */
  readonly options: Readonly<Record<Value, string>>;
  /** A value that is none of the options can be given elsewhere only. */
  read(conditions: ConditionsView): string;
  change(value: Value, conditions: ConditionsView): Conditions;
}

const CHOICES: readonly Choice[] = [
  choice({
    label: "Message size is counted in",
    options: { codepoints: "characters", utf8bytes: "UTF-8 bytes" },
    read: ({ size }) => size.unit,
    // Another unit comes with its own limit.
    change: (unit) => ({ size: { unit } }),
  }),
  choice({
    label: "Rate limits",
    options: { off: "off", documented: "as Slack documents them" },
    read: toRateName,
    change: (limits) => ({ rateLimits: limits === "off" ? false : limits }),
  }),
  choice({
    label: "A stream needs its recipient in",
    options: {
      channels: "channels",
      everywhere: "channels and direct messages",
      never: "no place",
      "strict-dm": "channels; refused in direct messages",
    },
    read: ({ recipients }) => recipients,
    change: (recipients) => ({ recipients }),
  }),
  choice({
    label: "Read back, an expired stream is",
    options: { errored: "errored", completed: "completed", in_progress: "in progress" },
    read: ({ readBack }) => readBack.expired,
    change: (expired, { readBack }) => ({ readBack: { ...readBack, expired } }),
  }),
];

function choice<Value extends string>(of: Choice<Value>): Choice {
  return of;
}

function toRateName({ rateLimits }: ConditionsView): string {
  if (rateLimits === false) return "off";
  const { perMinute, burst, scale } = rateLimits;
  return burst === null && scale === 1 && Object.keys(perMinute).length === 0 ? "documented" : "scaled";
}

interface Switch {
  readonly label: string;
  read(conditions: ConditionsView): boolean;
  change(isOn: boolean, conditions: ConditionsView): Conditions;
}

const SWITCHES: readonly Switch[] = [
  {
    label: "The app is an agent",
    read: ({ isAgent }) => isAgent,
    change: (isAgent) => ({ isAgent }),
  },
  {
    label: "The app subscribes to agent_session_stopped",
    read: ({ subscribesToStop }) => subscribesToStop,
    change: (subscribesToStop) => ({ subscribesToStop }),
  },
  {
    label: "GovSlack: Slack has no streaming methods",
    read: ({ govSlack }) => govSlack,
    change: (govSlack) => ({ govSlack }),
  },
  {
    label: "The assistant's methods are retired (February 2027)",
    read: ({ assistantRetired }) => assistantRetired,
    change: (assistantRetired) => ({ assistantRetired }),
  },
  {
    label: "The app may not read conversations",
    read: ({ readBack }) => readBack.access === "forbidden",
    change: (isForbidden, { readBack }) => ({
      readBack: { ...readBack, access: isForbidden ? "forbidden" : "allowed" },
    }),
  },
  {
    label: "Slack refuses plain text over rich text",
    read: ({ blockMismatch }) => blockMismatch,
    change: (blockMismatch) => ({ blockMismatch }),
  },
  {
    label: "Slack refuses blank text",
    read: ({ blankText }) => blankText === "no_text",
    change: (isRefused) => ({ blankText: isRefused ? "no_text" : "accept" }),
  },
];

export function ConditionsForm() {
  const { slack, act } = useDesk();
  const { conditions } = slack;
  const change = (changes: Conditions) => void act(ask.change(changes));
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
              onClick={() => void act(ask.change({ preset: name }))}
            >
              {name}
            </button>
          ))}
        </div>
      </section>
      <section class="form">
        <h3>Limits</h3>
        {NUMBERS.map((field) => (
          <label key={field.label}>
            {field.label}
            <input
              type="number"
              min={field.min}
              value={field.read(conditions)}
              onChange={({ currentTarget: { valueAsNumber } }) =>
                change(field.change(valueAsNumber, conditions))
              }
            />
          </label>
        ))}
        {CHOICES.map((field) => {
          const value = field.read(conditions);
          return (
            <label key={field.label}>
              {field.label}
              <select
                value={value}
                onChange={({ currentTarget }) => change(field.change(currentTarget.value, conditions))}
              >
                {!Object.hasOwn(field.options, value) && <option>{value}</option>}
                {Object.entries(field.options).map(([name, meaning]) => (
                  <option key={name} value={name}>
                    {meaning}
                  </option>
                ))}
              </select>
            </label>
          );
        })}
      </section>
      <section class="form">
        <h3>App and workspace</h3>
        {SWITCHES.map((field) => (
          <label key={field.label} class="switch">
            <input
              type="checkbox"
              checked={field.read(conditions)}
              onChange={() => change(field.change(!field.read(conditions), conditions))}
            />
            {field.label}
          </label>
        ))}
      </section>
      <section>
        <h3>Start over</h3>
        <button type="button" class="danger" onClick={() => void act(ask.reset())}>
          Delete all messages, calls and faults
        </button>
      </section>
    </>
  );
}
