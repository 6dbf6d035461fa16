import { useState } from "preact/hooks";
import { useDesk } from "../chat/context.ts";
import { ask } from "../live/act.ts";

/** Those that bots meet most. */
const QUICK = [
  { label: "Next append: response lost", method: "chat.appendStream", fault: "reset-after" },
  { label: "Next append: rate limited", method: "chat.appendStream", fault: "rate-limit:3" },
  { label: "Next append: too long", method: "chat.appendStream", fault: "msg_too_long" },
  {
    label: "Next append: stream has ended",
    method: "chat.appendStream",
    fault: "message_not_in_streaming_state",
  },
  { label: "Next append: user presses Stop first", method: "chat.appendStream", fault: "user-stop" },
  { label: "Next stop: HTTP 503", method: "chat.stopStream", fault: "http:503" },
] as const;

export function FaultsForm() {
  const { act } = useDesk();
  return (
    <>
      <section>
        <h3>Break the next call</h3>
        <div class="quick">
          {QUICK.map((quick) => (
            <button
              key={quick.label}
              type="button"
              onClick={() =>
                void act(ask.addFault({ method: quick.method, fault: quick.fault, times: 1, skip: 0 }))
              }
            >
              {quick.label}
            </button>
          ))}
        </div>
      </section>
      <FaultForm />
      <Waiting />
    </>
  );
}

const VALUE_LABELS: Readonly<Record<string, string>> = {
  code: "Slack's code",
  ms: "Milliseconds",
  seconds: "Seconds to wait",
  status: "HTTP status",
};

function FaultForm() {
  const { slack, act } = useDesk();
  const { faultKinds, methods } = slack.workspace;
  const [method, setMethod] = useState("chat.appendStream");
  const [name, setName] = useState("error");
  const kind = faultKinds.find((one) => one.name === name);
  const [value, setValue] = useState(kind?.value?.byDefault ?? "");
  const [times, setTimes] = useState(1);
  const [skip, setSkip] = useState(0);

  function choose(next: string): void {
    setName(next);
    setValue(faultKinds.find((one) => one.name === next)?.value?.byDefault ?? "");
  }

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        const fault = kind?.value === undefined ? name : `${name}:${value}`;
        void act(ask.addFault({ method, fault, times, skip }));
      }}
    >
      <h3>Another fault</h3>
      <label>
        Method
        <select value={method} onChange={({ currentTarget }) => setMethod(currentTarget.value)}>
          <option value="*">any method</option>
          {methods.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label>
        Fault
        <select value={name} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {faultKinds.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </select>
      </label>
      <p class="hint meaning">{kind?.summary}.</p>
      {kind?.value !== undefined && (
        <label>
          {VALUE_LABELS[kind.value.label] ?? kind.value.label}
          <input value={value} onInput={({ currentTarget }) => setValue(currentTarget.value)} />
        </label>
      )}
      <label>
        Calls to break
        <input
          type="number"
          min={1}
          value={times}
          onInput={({ currentTarget }) => setTimes(currentTarget.valueAsNumber)}
        />
      </label>
      <label>
        Calls to skip first
        <input
          type="number"
          min={0}
          value={skip}
          onInput={({ currentTarget }) => setSkip(currentTarget.valueAsNumber)}
        />
      </label>
      <button type="submit" class="primary">
        Add fault
      </button>
    </form>
  );
}

function Waiting() {
  const { slack, act } = useDesk();
  return (
    <section>
      <h3>Faults that no call has met yet</h3>
      {slack.faults.length === 0 ? (
        <p class="empty">None.</p>
      ) : (
        <>
          <ul class="waiting">
            {slack.faults.map(({ method, name, times, skip }, index) => (
              <li key={index}>
                <code>{method}</code> {name} {times > 1 && `× ${times}`} {skip > 0 && `after ${skip} calls`}
              </li>
            ))}
          </ul>
          <button type="button" onClick={() => void act(ask.clearFaults())}>
            Remove all
          </button>
        </>
      )}
    </section>
  );
}
