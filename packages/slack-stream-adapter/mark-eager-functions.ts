import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import remapping from "@jridgewell/remapping";
import MagicString from "magic-string";

/**
 * Puts parentheses around the functions of `dist/core` that a first answer runs, and moves them to the beginning of the file:
 * `function a(){}` becomes `var a=(function a(){});`. V8 compiles a function in parentheses when it loads the file. It reads any other
 * function twice: when it loads the file, and when the function runs for the first time.
 *
 * The code means the same as before. A declared function has its value before the first line of the file runs, and so has a variable at
 * its beginning. An answer runs here to find the functions, and runs again with the new file.
 */
for (const format of ["js", "cjs"]) {
  const file = `dist/core.${format}`;
  const code = readFileSync(file, "utf8");
  const functions = toDeclarations(code, findRun(format));
  // With far fewer the answer has not run, or the code no longer looks as `declaration` says.
  if (functions.length < 200)
    throw new Error(`${file}: a first answer runs only ${functions.length} functions`);
  const marked = new MagicString(code);
  const start = /^("use strict";)?/.exec(code)?.[0].length ?? 0;
  for (const { name, from, to } of functions) {
    marked.appendRight(from, `var ${name}=(`).appendLeft(to, ");\n").move(from, to, start);
  }
  writeFileSync(file, marked.toString());
  const map = remapping(
    [marked.generateMap({ hires: "boundary" }).toString(), readFileSync(`${file}.map`, "utf8")],
    () => null,
  );
  writeFileSync(`${file}.map`, map.toString());
  findRun(format);
  console.log(`${file}: V8 compiles ${functions.length} functions at once`);
}

/** Where a function begins and ends. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Streams an answer of plain text in a process of its own, and finds the functions of the core that it runs. */
function findRun(format: string): readonly Range[] {
  const folder = mkdtempSync(join(tmpdir(), "first-answer-"));
  const program = `
    import { createRequire } from "node:module";
    import { WebClient } from "@slack/web-api";
    const { streamToSlack } = ${format === "js" ? "await import" : 'createRequire(process.cwd() + "/")'}("./dist/index.${format}");
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ ok: true, ts: "1700000000.000001", channel: "C0000000001" });
    const client = new WebClient("xoxb-build", { fetch: async () => new Response(body, { headers }) });
    const target = { client, channel: "C0000000001", threadTs: "1700000000.000001", recipientUserId: "U1", recipientTeamId: "T1" };
    async function* source() {
      for (let words = 0; words < 500; words += 1) yield words % 20 === 19 ? "word. " : "word ";
    }
    // Time that passes in a slow build would run other functions.
    const clock = { now: () => 1_700_000_000_000, setTimer: () => () => {} };
    await streamToSlack(source(), target, { status: false, firstTextMs: 0, clock });
  `;
  try {
    execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    const scripts: readonly ScriptCoverage[] = readdirSync(folder).flatMap(
      (name) => JSON.parse(readFileSync(join(folder, name), "utf8")).result,
    );
    const core = scripts.find(({ url }) => url === pathToFileURL(`dist/core.${format}`).href);
    return (
      (core?.functions ?? [])
        .flatMap(({ ranges }) => ranges.slice(0, 1))
        // The file itself counts as a function.
        .filter(({ count, startOffset }) => count > 0 && startOffset > 0)
        .map(({ startOffset, endOffset }) => ({ from: startOffset, to: endOffset }))
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of what Node writes for `NODE_V8_COVERAGE`. The first range of a function is the whole function. */
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly {
      readonly startOffset: number;
      readonly endOffset: number;
      readonly count: number;
    }[];
  }[];
}

/** Those that the file itself declares. A method or a function inside of another one can't be moved. */
function toDeclarations(
  code: string,
  functions: readonly Range[],
): readonly (Range & { readonly name: string })[] {
  const declaration = /(?<=[;}\n])(?:async )?function\*? ?([\w$]+)\(/y;
  let end = 0;
  return [...functions]
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .flatMap((range) => {
      if (range.from < end) return [];
      end = range.to;
      declaration.lastIndex = range.from;
      const name = declaration.exec(code)?.[1];
      return name === undefined ? [] : [{ ...range, name }];
    });
}
