import { type Contract, chunks, textChunk, toCode } from "../contract.ts";

/** The status of a thread's session, and who may set it. */
export const SESSIONS: readonly Contract[] = [
  {
    facts: ["S20", "S135"],
    name: "a stop takes each of the four statuses",
    expected: "ok, ok, ok, ok",
    async run({ start, stop }) {
      const codes: string[] = [];
      for (const session_status of ["active", "processing", "suspended", "closed"])
        codes.push(toCode(await stop(await start(chunks(textChunk("a"))), { session_status })));
      return codes.join(", ");
    },
  },
  {
    facts: ["S142"],
    name: "a session's status is set in a thread",
    expected: "ok, active, active",
    async run({ call, channel, thread }) {
      const place = { channel_id: channel, thread_ts: await thread() };
      const answer = await call("agents.sessions.setStatus", { ...place, status: "active" });
      return `${toCode(answer)}, ${String(answer.status)}, ${String(answer.agent_status)}`;
    },
  },
  {
    facts: ["S142", "S143"],
    name: "a status that does not exist",
    expected: ["invalid_arguments", "invalid_status"],
    run: async ({ call, channel, thread }) =>
      toCode(
        await call("agents.sessions.setStatus", {
          channel_id: channel,
          thread_ts: await thread(),
          status: "asleep",
        }),
      ),
  },
  {
    facts: ["S143"],
    name: "a status outside a thread",
    expected: "thread_ts_required",
    run: async ({ call, channel }) =>
      toCode(await call("agents.sessions.setStatus", { channel_id: channel, status: "active" })),
  },
  {
    facts: ["S145"],
    name: "a status line under a thread",
    expected: "ok",
    run: async ({ call, channel, thread }) =>
      toCode(
        await call("assistant.threads.setStatus", {
          channel_id: channel,
          thread_ts: await thread(),
          status: "is thinking…",
        }),
      ),
  },
];
