import { appendStream } from "./append-stream.ts";
import { deleteMessage } from "./delete-message.ts";
import { authTest, conversationsInfo, usersInfo } from "./directory.ts";
import type { Method, MethodSpec } from "./method.ts";
import { postMessage } from "./post-message.ts";
import { addReaction, removeReaction } from "./reactions.ts";
import { conversationsHistory, conversationsReplies } from "./read-conversation.ts";
import { startStream } from "./start-stream.ts";
import { setAssistantStatus, setSessionStatus } from "./statuses.ts";
import { stopStream } from "./stop-stream.ts";
import { updateMessage } from "./update-message.ts";

/** Every method this Slack answers. */
export const METHODS: Readonly<Record<string, MethodSpec>> = {
  "agents.sessions.setStatus": ordinary(setSessionStatus, "chat:write"),
  "assistant.threads.setStatus": ordinary(setAssistantStatus, "chat:write"),
  "auth.test": ordinary(authTest),
  "chat.appendStream": streaming(appendStream),
  "chat.delete": ordinary(deleteMessage, "chat:write"),
  "chat.postMessage": ordinary(postMessage, "chat:write"),
  "chat.startStream": streaming(startStream),
  "chat.stopStream": streaming(stopStream),
  "chat.update": ordinary(updateMessage, "chat:write"),
  "conversations.history": ordinary(conversationsHistory, "channels:history"),
  "conversations.info": ordinary(conversationsInfo, "channels:read"),
  "conversations.replies": ordinary(conversationsReplies, "channels:history"),
  "reactions.add": ordinary(addReaction, "reactions:write"),
  "reactions.remove": ordinary(removeReaction, "reactions:write"),
  "users.info": ordinary(usersInfo, "users:read"),
};

function ordinary(run: Method, scope?: string): MethodSpec {
  return { run, scope, streaming: false };
}

function streaming(run: Method): MethodSpec {
  return { run, scope: "chat:write", streaming: true };
}
