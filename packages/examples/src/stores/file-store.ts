import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { CheckpointLock, CheckpointStore } from "slack-stream-adapter";

interface Held {
  readonly value: unknown;
  readonly until: number;
}

/**
 * A store in one file, so that the example needs no server. It serves processes that run one after the other. For more take a state
 * adapter of the Chat SDK: `@chat-adapter/state-redis` or `-pg`.
 */
export function createFileStore(path: string): CheckpointStore {
  const readAll = (): Record<string, Held> => {
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch {
      return {};
    }
  };
  const read = (key: string): unknown => {
    const held = readAll()[key];
    return held !== undefined && held.until > Date.now() ? held.value : null;
  };
  const write = (key: string, value: unknown, ttlMs = 86_400_000) => {
    writeFileSync(
      `${path}.new`,
      JSON.stringify({ ...readAll(), [key]: { value, until: Date.now() + ttlMs } }),
    );
    renameSync(`${path}.new`, path);
  };
  const isHeld = ({ threadId, token }: CheckpointLock) =>
    (read(`lock:${threadId}`) as CheckpointLock | null)?.token === token;
  return {
    get: async (key) => read(key),
    set: async (key, value, ttlMs) => write(key, value, ttlMs),
    async acquireLock(threadId, ttlMs) {
      if (read(`lock:${threadId}`) !== null) return null;
      const lock = { threadId, token: randomUUID(), expiresAt: Date.now() + ttlMs };
      write(`lock:${threadId}`, lock, ttlMs);
      return lock;
    },
    async extendLock(lock, ttlMs) {
      if (!isHeld(lock)) return false;
      write(`lock:${lock.threadId}`, lock, ttlMs);
      return true;
    },
    async releaseLock(lock) {
      if (isHeld(lock)) write(`lock:${lock.threadId}`, null, 0);
    },
    async appendToList(key, value, { ttlMs } = {}) {
      const list = read(key);
      write(key, [...(Array.isArray(list) ? list : []), value], ttlMs);
    },
    async getList(key) {
      const list = read(key);
      return Array.isArray(list) ? list : [];
    },
  };
}
