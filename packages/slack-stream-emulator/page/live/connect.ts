import type { PageUpdate } from "../../src/page/wire.ts";
import type { Store } from "./store.ts";

/** Follows the server; the browser itself comes back after a lost connection, and is then told everything anew. */
export function connect(store: Store): void {
  const source = new EventSource("page/feed");
  source.addEventListener("message", ({ data }) => store.apply(JSON.parse(String(data)) as PageUpdate));
  source.addEventListener("error", () => store.lose());
}
