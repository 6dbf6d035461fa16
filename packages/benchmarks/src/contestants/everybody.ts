import { chatStreamer } from "./chat-streamer.ts";
import type { Contestant } from "./contestant.ts";
import { createOurs } from "./ours.ts";
import { vercelAdapter } from "./vercel-adapter.ts";

export const ours = createOurs();

/** The contestants that stream to Slack. The bare loop makes no calls. */
export const everybody: readonly Contestant[] = [ours, chatStreamer, vercelAdapter];
