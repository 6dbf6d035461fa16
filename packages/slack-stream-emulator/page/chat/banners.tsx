import { useEffect } from "preact/hooks";
import type { Banner } from "../live/store.ts";
import { Avatar } from "./avatar.tsx";

export interface BannersProps {
  readonly banners: readonly Banner[];
  dismiss(id: number): void;
  open(banner: Banner): void;
}

/** The pushes people get: one for each streamed message, when it ends (S146). */
export function Banners({ banners, dismiss, open }: BannersProps) {
  return (
    <div class="banners" role="log" aria-live="polite" aria-label="Notifications">
      {banners.map((banner) => (
        <BannerCard key={banner.id} banner={banner} dismiss={dismiss} open={open} />
      ))}
    </div>
  );
}

const SHOWN_MS = 7_000;

function BannerCard({ banner, dismiss, open }: { banner: Banner } & Pick<BannersProps, "dismiss" | "open">) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(banner.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [banner.id]);
  return (
    <button type="button" class="banner" onClick={() => open(banner)}>
      <Avatar name={banner.author} isBot={true} />
      <span>
        <strong>{banner.author}</strong>
        <span class="banner-text">{toPushLine(banner.text)}</span>
      </span>
    </button>
  );
}

/** A push shows words and no markup. */
export function toPushLine(text: string): string {
  return text.replace(/\*\*|`/g, "") || "(no text)";
}
