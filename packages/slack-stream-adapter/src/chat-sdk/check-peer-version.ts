/**
 * Refuses a `@chat-adapter/slack` that lacks what this adapter is built on. It exports no version, and a bundle has no
 * package.json to look it up in, so it is told by what it can do.
 *
 * @throws Error naming the version that is installed, and the one that is needed.
 */
export function checkPeerVersion(adapter: object): void {
  const found = toOldVersion(adapter as Partial<Record<string, unknown>>);
  if (found === undefined) return;
  throw new Error(
    `slack-stream-adapter/chat-sdk needs @chat-adapter/slack 4.40 or later, and found ${found}: npm install @chat-adapter/slack@latest chat@latest`,
  );
}

function toOldVersion({ endTyping, streamSegmentMaxAgeMs }: Partial<Record<string, unknown>>) {
  if (typeof endTyping !== "function") return "4.38 or earlier";
  return typeof streamSegmentMaxAgeMs === "number" ? undefined : "4.39";
}
