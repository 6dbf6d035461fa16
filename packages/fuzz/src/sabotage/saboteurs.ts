import type { Contestant, Tamper } from "../run/contestant.ts";
import { ours } from "../run/ours.ts";

/** The library with one thing broken on purpose, to test that the oracle notices. */
export const saboteurs = {
  "retries an append": tampering(async ({ method, body, send }) => {
    if (method !== "chat.appendStream") return send(body);
    return send(body).catch(() => send(body));
  }),

  "flushes after a stop by the user": {
    ...ours,
    name: "flushes after a stop by the user",
    async play(stage) {
      const ending = await ours.play(stage);
      if (ending.type !== "resolved" || ending.receipt.outcome !== "stopped-by-user") return ending;
      const { channel, threadTs, client } = stage;
      const rest = ending.receipt.text.slice(ending.receipt.delivered);
      await client.chat.postMessage({
        channel,
        thread_ts: threadTs,
        markdown_text: rest || "stopped",
      } as never);
      return ending;
    },
  },

  "never returns the source": {
    ...ours,
    name: "never returns the source",
    play(stage) {
      const { source } = stage;
      const held = {
        [Symbol.asyncIterator]() {
          const iterator = source[Symbol.asyncIterator]();
          return { next: () => iterator.next() };
        },
      };
      return ours.play({ ...stage, source: held });
    },
  },

  "gives up too early": {
    ...ours,
    name: "gives up too early",
    play(stage) {
      const options = { ...stage.schedule.options, deliveryTimeoutMs: 1_000 };
      return ours.play({ ...stage, schedule: { ...stage.schedule, options } });
    },
  },

  "never repairs": tampering(async ({ method, body, send }) => {
    if (method !== "chat.update") return send(body);
    return Response.json({ ok: true, channel: body.get("channel"), ts: body.get("ts") });
  }),

  "cuts in a fence": tampering(async ({ body, send }) => {
    const chunks = body.get("chunks");
    if (chunks !== null) body.set("chunks", JSON.stringify(withoutFences(JSON.parse(chunks))));
    return send(body);
  }),
} satisfies Record<string, Contestant>;

export type SabotageName = keyof typeof saboteurs;

function tampering(tamper: Tamper): Contestant {
  return { ...ours, tamper };
}

/** Removes the marks that reopen a fence at the start of a message and close it at the end. */
function withoutFences(chunks: readonly { type: string; text?: string }[]): unknown {
  return chunks.map((chunk) => {
    const text = chunk.text?.replace(/^```ts\n(?! {2}w5\()/, "").replace(/\n```$/, "");
    return text === undefined ? chunk : { ...chunk, text: text === "" ? "." : text };
  });
}
