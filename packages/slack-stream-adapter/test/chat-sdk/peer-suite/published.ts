export * from "@chat-adapter/slack";
