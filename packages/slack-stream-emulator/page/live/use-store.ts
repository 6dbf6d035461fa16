import { useEffect, useState } from "preact/hooks";
import type { Slack, Store } from "./store.ts";

export function useStore(store: Store): Slack | undefined {
  const [slack, setSlack] = useState(store.read());
  useEffect(() => store.subscribe(() => setSlack(store.read())), [store]);
  return slack;
}
