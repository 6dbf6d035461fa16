import { chatStreamer } from "./chat-streamer.ts";
import type { Contestant } from "./contestant.ts";
import { createOurs } from "./ours.ts";
import { vercelAdapter } from "./vercel-adapter.ts";

export const ours = createOurs();

/** Those who stream to Slack; the bare loop streams to nobody. */
export const everybody: readonly Contestant[] = [ours, chatStreamer, vercelAdapter];
