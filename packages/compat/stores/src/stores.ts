import type { CheckpointStore } from "slack-stream-adapter";

export type StoreKind = "redis" | "ioredis" | "pg";

export interface StorePlace {
  readonly kind: StoreKind;
  readonly url: string;
}

/** A state adapter of the Chat SDK as it is. Each is loaded where it is used. */
export async function openStore({ kind, url }: StorePlace): Promise<CheckpointStore> {
  switch (kind) {
    case "redis":
      return (await import("@chat-adapter/state-redis")).createRedisState({ url });
    case "ioredis":
      return (await import("@chat-adapter/state-ioredis")).createIoRedisState({ url });
    case "pg":
      return (await import("@chat-adapter/state-pg")).createPostgresState({ url });
  }
}
