import { vi } from "vitest";

type Call = Record<string, unknown>;

interface Streamer {
  append(call: Call): Promise<unknown>;
  stop(call: Call): Promise<unknown>;
}

interface Chunk {
  readonly type: string;
  readonly text?: string;
}

/**
 * Lets a mock of `client.chatStream` answer `chat.startStream`, `appendStream` and `stopStream`: what each of these
 * carries is one append, before the stop where it is a stop's.
 */
export function answerByChatStream(client: object): void {
  const { chat, chatStream } = client as {
    chat: Record<string, unknown>;
    chatStream: (target: Call) => Streamer;
  };
  if (!vi.isMockFunction(chatStream)) return;
  const ts = "1234567890.111111";
  let streamer: Streamer | undefined;
  /** What the mock says it only buffered goes out with its stop. */
  let stopped: unknown;

  chat.startStream = async ({ chunks, token, ...target }: Call) => {
    streamer = chatStream(target);
    stopped = undefined;
    const answer = await streamer.append({ ...toContent(chunks), token });
    if (answer === null) stopped = await streamer.stop({ token });
    return { ok: true, ts };
  };
  chat.appendStream = async ({ chunks, token }: Call) => {
    await streamer?.append({ ...toContent(chunks), token });
    return { ok: true, ts };
  };
  chat.stopStream = async ({ channel: _channel, ts: _ts, chunks, ...rest }: Call) => {
    if (stopped !== undefined) return stopped;
    if (chunks !== undefined) await streamer?.append({ ...toContent(chunks), token: rest.token });
    return streamer?.stop(rest);
  };
}

function toContent(given: unknown): Call {
  const chunks = (given ?? []) as readonly Chunk[];
  const text = chunks.map((chunk) => (isText(chunk) ? (chunk.text ?? "") : "")).join("");
  const others = chunks.filter((chunk) => !isText(chunk));
  return {
    ...(text === "" ? {} : { markdown_text: text }),
    ...(others.length === 0 ? {} : { chunks: others }),
  };
}

function isText({ type }: Chunk): boolean {
  return type === "markdown_text";
}
