import type { SentMessage, Thread } from "chat";

export type Answer = (thread: Thread) => Promise<SentMessage>;

/** The bot's turn: begun when its handler is called, done when its reply has ended. */
export interface Turn {
  readonly begun: Promise<void>;
  readonly done: Promise<SentMessage>;
  take(thread: Thread): Promise<void>;
}

export function createTurn(answer: Answer): Turn {
  const { promise: begun, resolve: begin } = withResolvers<void>();
  const { promise: done, resolve, reject } = withResolvers<SentMessage>();
  done.catch(() => {}); // The test sees it through runUntil.
  return {
    begun,
    done,
    async take(thread) {
      begin();
      await answer(thread).then(resolve, reject);
    },
  };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onDone, onFail) => {
    resolve = onDone;
    reject = onFail;
  });
  return { promise, resolve, reject };
}
