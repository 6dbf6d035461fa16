import { useEffect } from "preact/hooks";

/** What each key does, in the order in which the help shows them. */
export interface KeyShortcut {
  readonly key: string;
  readonly label: string;
  run(): void;
}

/** Single keys act only where nothing is being typed. */
export function useShortcuts(shortcuts: readonly KeyShortcut[]): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      // A dialog has its own.
      if (document.querySelector("dialog[open]") !== null) return;
      if (event.key !== "Escape" && isTyping(event.target)) return;
      const shortcut = shortcuts.find(({ key }) => key === event.key);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}

export function focusComposer(): void {
  const fields = [...document.querySelectorAll<HTMLTextAreaElement>("[data-composer]")];
  fields.findLast((field) => field.offsetParent !== null)?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("input:not([type=radio], [type=checkbox]), textarea, select")
  );
}
