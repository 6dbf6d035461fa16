const COLOURS = 6;

/** A letter on a colour that stays with the name. */
export function Avatar({ name, isBot }: { name: string; isBot: boolean }) {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <span class={`avatar ${isBot ? "bot" : `colour-${sum % COLOURS}`}`} aria-hidden="true">
      {isBot ? <BotFace /> : [...name][0]?.toUpperCase()}
    </span>
  );
}

function BotFace() {
  return (
    <svg viewBox="0 0 36 36" focusable="false" aria-hidden="true">
      <path d="M18 7v4" class="stroke" />
      <circle cx="18" cy="6.5" r="2" fill="currentColor" />
      <rect x="8" y="11" width="20" height="15" rx="5" fill="currentColor" />
      <circle cx="14" cy="18" r="2.2" class="eye" />
      <circle cx="22" cy="18" r="2.2" class="eye" />
      <path d="M15 22.5h6" class="stroke eye-line" />
    </svg>
  );
}
