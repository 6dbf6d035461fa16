import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { recipient } from "../contestants/contestant.ts";
import { interleave } from "../interleave.ts";
import { type Report, toFigure } from "../report/report.ts";
import { median } from "../report/statistics.ts";
import { toVerdict } from "../report/verdict.ts";

const characters = 2_600;
const channel = "C0000000001";
const thread = "1700000000.000001";

/** An answer in tokens of 4 characters that are all at hand, and a client whose requests are answered without a network. */
const prepared = `
  import { WebClient } from "@slack/web-api";
  const sentence = "The old version kept serving while the new one was built, so nobody saw anything of it at all. ";
  const text = sentence.repeat(30).slice(0, ${characters});
  async function* source() {
    for (let at = 0; at < text.length; at += 4) yield text.slice(at, at + 4);
  }
  let calls = 0;
  const client = new WebClient("xoxb-benchmark", {
    fetch: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      calls += 1;
      const ts = "1700000000." + String(calls).padStart(6, "0");
      const headers = { "content-type": "application/json" };
      return new Response(JSON.stringify({ ok: true, ts, channel: "${channel}" }), { headers });
    },
  });
`;

const programs = {
  "slack-stream-adapter": `
    import { streamToSlack } from "slack-stream-adapter";
    ${prepared}
    const target = {
      client,
      channel: "${channel}",
      threadTs: "${thread}",
      recipientUserId: "${recipient.userId}",
      recipientTeamId: "${recipient.teamId}",
    };
    await streamToSlack(source(), target, { status: false, firstTextMs: 0 });
  `,
  ChatStreamer: `
    ${prepared}
    const streamer = client.chatStream({
      channel: "${channel}",
      thread_ts: "${thread}",
      recipient_user_id: "${recipient.userId}",
      recipient_team_id: "${recipient.teamId}",
    });
    for await (const token of source()) await streamer.append({ markdown_text: token });
    await streamer.stop();
  `,
  "the client alone, without an answer": prepared,
  "Node alone": "",
};

/** Each process is a fraction of a second, so more of them than rounds of other benchmarks cost little. */
const processesARound = 3;

export async function reportCold({ rounds }: { rounds: number }): Promise<Report> {
  const lanes = Object.entries(programs).map(([name, program]) => ({
    name,
    measure: () => measureCold(program),
  }));
  const results = await interleave(lanes, rounds * processesARound);
  const of = (name: keyof typeof programs) => results.get(name) ?? [];
  const peer = of("ChatStreamer");
  const toRatio = (ms: readonly number[]) =>
    median(ms.map((one, round) => one / (peer[round] ?? Number.NaN)));
  return {
    title: "Cold start",
    method: [
      `CPU of a whole process, from its start to its exit, that imports what it needs and gives one answer of ${characters.toLocaleString("en")} characters in tokens of 4: median of ${rounds * processesARound} processes each, all in turn. The ratio is the median of the turns' ratios.`,
      toVerdict("a whole process with one answer, ours / ChatStreamer", {
        value: toRatio(of("slack-stream-adapter")),
        most: 1.1,
      }),
    ],
    tables: [
      [
        ["a whole process", "CPU, ms", "/ ChatStreamer"],
        ...[...results].map(([name, ms]) => [name, toFigure(median(ms)), toRatio(ms).toFixed(2)]),
      ],
    ],
  };
}

const run = promisify(execFile);

/** CPU of a process that runs this module, ms. */
export async function measureCold(program: string): Promise<number> {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const counted = `${program}
    const { user, system } = process.cpuUsage();
    process.stdout.write(String((user + system) / 1000));
  `;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", counted], { cwd });
  return Number(stdout);
}
