import purifier from "dompurify";
import { memo } from "preact/compat";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { toHtmlBlocks } from "./markdown-html.ts";
import { useNames } from "./names.ts";

export function Markdown({ text }: { text: string }) {
  const names = useNames();
  const blocks = useMemo(() => toHtmlBlocks(text, names), [text, names]);
  return (
    <div class="markdown">
      {blocks.map((block, index) => (
        // Text only grows: what stood at a place before stays the same block.
        <Block key={index} source={block.source} html={block.html} />
      ))}
    </div>
  );
}

interface BlockProps {
  source: string;
  html: () => string;
}

const Block = memo(function Block({ source, html }: BlockProps) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.replaceChildren(toSafeFragment(html()));
  }, [source]);
  return <div ref={place} />;
}, isSameBlock);

function isSameBlock(before: BlockProps, after: BlockProps): boolean {
  return before.source === after.source;
}

/** What the renderer gives, as nodes that can't run anything. Links open elsewhere and tell nobody where from. */
function toSafeFragment(html: string): DocumentFragment {
  const fragment = purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", "class", "align", "start", "data-language"],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    // These hold no address, and would be held to the rule for one.
    ADD_URI_SAFE_ATTR: ["align", "start", "data-language"],
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer nofollow");
  }
  return fragment;
}

const TAGS = [
  ..."a b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong".split(" "),
  ..."table tbody td th thead tr ul".split(" "),
];
