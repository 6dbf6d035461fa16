import type { ComponentChildren } from "preact";
import type { MessageView } from "../../src/page/wire.ts";
import { useDesk } from "../chat/context.ts";
import { ThumbIcon } from "../chat/icons.tsx";
import { ask } from "../live/act.ts";
import { TextLink } from "../text/mrkdwn.tsx";
import type { BlockProps } from "./blocks.tsx";
import { type Fields, readList, readText, toFields } from "./read.ts";

export function Actions({ block, message }: BlockProps) {
  return (
    <div class="block actions">
      {readList(block.elements).map((element, index) => (
        <Element key={index} element={element} blockId={readText(block.block_id)} message={message} />
      ))}
    </div>
  );
}

interface ElementProps {
  readonly element: Fields;
  readonly blockId: string;
  readonly message: MessageView;
}

export function Element({ element, blockId, message }: ElementProps) {
  const label = readText(toFields(element.text).text);
  switch (element.type) {
    case "button":
      return element.url === undefined ? (
        <Button {...{ blockId, message, element, label }} look={readText(element.style)} />
      ) : (
        <TextLink url={readText(element.url)} label={label} />
      );
    case "icon_button":
      return <Button {...{ blockId, message, element, label: label || readText(element.icon) }} look="" />;
    case "feedback_buttons":
      return (
        <fieldset class="feedback">
          <legend class="sr-only">Feedback</legend>
          <Feedback {...{ element, blockId, message }} side="positive_button" icon={<ThumbIcon />} />
          <Feedback {...{ element, blockId, message }} side="negative_button" icon={<ThumbIcon isDown />} />
        </fieldset>
      );
    default:
      return <span class="hint">[{readText(element.type) || "element"}]</span>;
  }
}

interface FeedbackProps extends ElementProps {
  readonly side: "positive_button" | "negative_button";
  readonly icon: ComponentChildren;
}

/** Slack sends the pressed side's value under the id of the pair. */
function Feedback({ element, blockId, message, side, icon }: FeedbackProps) {
  const button = toFields(element[side]);
  const label =
    readText(button.accessibility_label) || readText(toFields(button.text).text) || side.replace("_", " ");
  const pressed = { ...element, value: button.value, text: button.text };
  return <Button {...{ blockId, message, element: pressed, label: icon, title: label }} look="" />;
}

interface ButtonProps extends ElementProps {
  readonly label: ComponentChildren;
  readonly look: string;
  readonly title?: string;
}

function Button({ element, blockId, message, label, look, title }: ButtonProps) {
  const { act } = useDesk();
  return (
    <button
      type="button"
      class={`kit ${look === "primary" || look === "danger" ? look : ""}`}
      aria-label={title}
      title={title}
      onClick={() =>
        void act(
          ask.click({
            ts: message.ts,
            blockId: blockId || undefined,
            actionId: readText(element.action_id),
            elementType: readText(element.type) || undefined,
            value: typeof element.value === "string" ? element.value : undefined,
          }),
        )
      }
    >
      {label || "Button"}
    </button>
  );
}
