import { Mrkdwn } from "../text/mrkdwn.tsx";
import { type Fields, toText } from "./read.ts";

/** Block Kit's text: plain, or mrkdwn. */
export function TextObject({ value }: { value: Fields }) {
  const text = toText(value.text);
  if (text === "") return null;
  return value.type === "mrkdwn" ? <Mrkdwn text={text} /> : <span class="lines">{text}</span>;
}
