import type { WriteStream } from "node:tty";

/** Shows a growing thread. */
export interface Screen {
  /** Shows the whole current thread. */
  show(thread: string): void;
  /** Shows an event. */
  note(line: string): void;
  close(): void;
}

export function createScreen(output: WriteStream): Screen {
  return output.isTTY ? createLiveScreen(output) : createPlainScreen(output);
}

/** Redraws the thread in place, with the last event below it, and clears it at the end. */
function createLiveScreen(output: WriteStream): Screen {
  const startedAt = Date.now();
  let drawn = 0;
  let thread = "";
  let lastNote = "";

  const draw = (lines: readonly string[]) => {
    const back = drawn === 0 ? "" : `\x1b[${drawn}A\r`;
    output.write(`${back}\x1b[0J${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  };
  const redraw = () => {
    const body = fold(thread, output.columns);
    draw([...body.slice(-Math.max(1, output.rows - 4)), "", lastNote.slice(0, output.columns - 1)]);
  };

  return {
    show(now) {
      thread = now;
      redraw();
    },
    note(line) {
      lastNote = `${toTime(startedAt)}  ${line}`;
      redraw();
    },
    close: () => draw([]),
  };
}

/** Prints new content as it comes. `|` begins a line of the thread, `+` continues the last line, `~` is a changed line. */
function createPlainScreen(output: WriteStream): Screen {
  const startedAt = Date.now();
  let printed: string[] = [];

  const print = (mark: string, line: string) => output.write(`${toTime(startedAt)} ${mark} ${line}\n`);

  return {
    show(thread) {
      const lines = thread.split("\n");
      for (const [index, line] of lines.entries()) {
        const before = printed[index];
        if (before === undefined) print("|", line);
        else if (line !== before && line.startsWith(before)) print("+", line.slice(before.length));
        else if (line !== before) print("~", line);
      }
      printed = lines;
    },
    note: (line) => print("·", line),
    close: () => {},
  };
}

function toTime(startedAt: number): string {
  return `${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(5)}s`;
}

/** Breaks lines that are wider than the screen, so that each line is one row. */
function fold(text: string, columns: number): string[] {
  const width = Math.max(20, columns - 1);
  return text.split("\n").flatMap((line) => line.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""]);
}
