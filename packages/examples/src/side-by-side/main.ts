/** Writes the last section of docs/chat-sdk.md: the threads of the published Slack adapter of the Chat SDK and of ours. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createSlackAdapter as createPublished } from "@chat-adapter/slack";
import { createSlackAdapter as createOurs } from "slack-stream-adapter/chat-sdk";
import { keepPage } from "./keep-page.ts";
import { runScene } from "./run-scene.ts";
import { scenes } from "./script.ts";
import { type Pair, toSideBySide } from "./to-page.ts";

const pairs: Pair[] = [];
for (const scene of scenes) {
  pairs.push({
    scene,
    published: await runScene(scene, createPublished),
    ours: await runScene(scene, createOurs),
  });
}

keepPage(new URL("../../../../docs/chat-sdk.md", import.meta.url), {
  command: "side-by-side",
  section: toSideBySide(pairs, { published: readPublishedVersion() }),
});

function readPublishedVersion(): string {
  const entry = createRequire(import.meta.url).resolve.paths("@chat-adapter/slack") ?? [];
  for (const folder of entry) {
    try {
      return JSON.parse(readFileSync(`${folder}/@chat-adapter/slack/package.json`, "utf8")).version;
    } catch {
      // Not in this folder.
    }
  }
  throw new Error("@chat-adapter/slack is not installed");
}
