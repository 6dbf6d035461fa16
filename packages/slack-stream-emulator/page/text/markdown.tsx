import { memo } from "preact/compat";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { toMarkdownBlocks } from "./markdown-html.ts";
import { useNames } from "./names.ts";
import { toSafeFragment } from "./sanitise.ts";

export function Markdown({ text }: { text: string }) {
  const names = useNames();
  const blocks = useMemo(() => toMarkdownBlocks(text, names), [text, names]);
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
