import { appendStream } from "./append-stream.ts";
import { APPS } from "./apps.ts";
import { ASSISTANT } from "./assistant.ts";
import { BOOKMARKS } from "./bookmarks.ts";
import { CONVERSATION_CHANGES } from "./change-conversations.ts";
import { deleteMessage } from "./delete-message.ts";
import { FILES } from "./files.ts";
import { FUNCTIONS } from "./functions.ts";
import { CONVERSATION_LISTS } from "./list-conversations.ts";
import type { Method, MethodSpec, MethodTable } from "./method.ts";
import { OTHER_POSTS } from "./other-posts.ts";
import { PINS } from "./pins.ts";
import { postMessage } from "./post-message.ts";
import { REACTIONS } from "./reactions.ts";
import { conversationsHistory, conversationsReplies } from "./read-conversation.ts";
import { SEARCH } from "./search.ts";
import { startStream } from "./start-stream.ts";
import { setAssistantStatus, setSessionStatus } from "./statuses.ts";
import { stopStream } from "./stop-stream.ts";
import { updateMessage } from "./update-message.ts";
import { USER_GROUPS } from "./usergroups.ts";
import { USERS } from "./users.ts";
import { VIEWS } from "./views.ts";

const HISTORY = "channels:history,groups:history,im:history,mpim:history";

/** All methods of this Slack. */
export const METHODS: MethodTable = {
  "agents.sessions.setStatus": { run: setSessionStatus, scope: "chat:write" },
  "assistant.threads.setStatus": {
    run: setAssistantStatus,
    scope: "assistant:write,chat:write",
    retiring: true,
  },
  "chat.appendStream": streaming(appendStream),
  "chat.delete": { run: deleteMessage, scope: "chat:write" },
  "chat.postMessage": { run: postMessage, scope: "chat:write" },
  "chat.startStream": streaming(startStream),
  "chat.stopStream": streaming(stopStream),
  "chat.update": { run: updateMessage, scope: "chat:write" },
  "conversations.history": { run: conversationsHistory, scope: HISTORY },
  "conversations.replies": { run: conversationsReplies, scope: HISTORY },
  ...APPS,
  ...ASSISTANT,
  ...BOOKMARKS,
  ...CONVERSATION_CHANGES,
  ...CONVERSATION_LISTS,
  ...FILES,
  ...FUNCTIONS,
  ...OTHER_POSTS,
  ...PINS,
  ...REACTIONS,
  ...SEARCH,
  ...USERS,
  ...USER_GROUPS,
  ...VIEWS,
};

function streaming(run: Method): MethodSpec {
  return { run, scope: "chat:write", streaming: true };
}
