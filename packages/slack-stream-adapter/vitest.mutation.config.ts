import { defineTests } from "../../vitest.shared.ts";

const folder = "packages/slack-stream-adapter";

/** The tests that are meant to notice the changes of `pnpm mutate`: with all others, a change would be noticed by chance, and late. */
export default defineTests("mutation", {
  // The sample of golden files that `pnpm test` compares would let changes live that the other files notice.
  env: { THOROUGH: "1" },
  include: [
    "src/slack/{to-outcome,outcome-table,attribute-refusal}.test.ts",
    "src/markdown/hold.test.ts",
    "test/loads.test.ts",
    "test/golden/{holds,next-actions}.test.ts",
    "test/laws/{commit,life-cycle}.test.ts",
    "test/chat-sdk/{endings,stop-events}.test.ts",
    "test/stories/agent-{first-line,line-alone,notes,status,without-cards}.test.ts",
    "test/stories/{cards,crash,ending,faults,shutdown,streaming}.test.ts",
    "test/stories/{openings,closings,repairs,under-way,bounds,stop-and-start,taken-back,no-flood}.test.ts",
  ].map((path) => `${folder}/${path}`),
  setupFiles: [`${folder}/test/support/before-each-file.ts`],
});
