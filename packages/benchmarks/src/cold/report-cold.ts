import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { recipient } from "../contestants/contestant.ts";
import { interleave } from "../interleave.ts";
import { type Report, type Table, toFigure } from "../report/report.ts";
import { median } from "../report/statistics.ts";
import { toVerdict } from "../report/verdict.ts";

const characters = 2_600;
const channel = "C0000000001";
const thread = "1700000000.000001";

/**
 * The options of a client: the address of a server that accepts all calls, or a `fetch` that does so without a network.
 */
const toServer = (url: string) => `{ slackApiUrl: "${url}" }`;
const withoutNetwork = `{
  fetch: async () => {
    await new Promise((resolve) => setImmediate(resolve));
    calls += 1;
    const ts = "1700000000." + String(calls).padStart(6, "0");
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify({ ok: true, ts, channel: "${channel}" }), { headers });
  },
}`;

/** An answer in tokens of 4 characters, which are all available at once. */
const prepare = (options: string) => `
  import { WebClient } from "@slack/web-api";
  const sentence = "The old version kept serving while the new one was built, so nobody saw anything of it at all. ";
  const text = sentence.repeat(30).slice(0, ${characters});
  async function* source() {
    for (let at = 0; at < text.length; at += 4) yield text.slice(at, at + 4);
  }
  let calls = 0;
  const client = new WebClient("xoxb-benchmark", ${options});
`;

const ours = "slack-stream-adapter";
const peer = "ChatStreamer";

const toPrograms = (options: string) => ({
  [ours]: `
    import { streamToSlack } from "slack-stream-adapter";
    ${prepare(options)}
    const target = {
      client,
      channel: "${channel}",
      threadTs: "${thread}",
      recipientUserId: "${recipient.userId}",
      recipientTeamId: "${recipient.teamId}",
    };
    await streamToSlack(source(), target, { status: false, firstTextMs: 0 });
  `,
  [peer]: `
    ${prepare(options)}
    const streamer = client.chatStream({
      channel: "${channel}",
      thread_ts: "${thread}",
      recipient_user_id: "${recipient.userId}",
      recipient_team_id: "${recipient.teamId}",
    });
    for await (const token of source()) await streamer.append({ markdown_text: token });
    await streamer.stop();
  `,
  "the client alone, without an answer": prepare(options),
  "Node alone": "",
});

/** Each process takes a fraction of a second, so several of them in each round cost little. */
const processesARound = 3;

export async function reportCold({ rounds }: { rounds: number }): Promise<Report> {
  const times = rounds * processesARound;
  const server = await startServer();
  const { port } = server.address() as AddressInfo;
  const overHttp = await compare(toPrograms(toServer(`http://127.0.0.1:${port}/api/`)), times);
  server.close();
  server.closeAllConnections();
  const free = await compare(toPrograms(withoutNetwork), times);
  return {
    title: "Cold start",
    method: [
      `CPU of a whole process, from its start to the end of its module, that imports what it needs and gives one answer of ${characters.toLocaleString("en")} characters in tokens of 4, all at hand: median of ${times} processes each, all in turn. The ratio is the median of the turns' ratios.`,
      "Over HTTP to a local server that says yes, in a process of its own; and with a fetch that answers without a network. ChatStreamer makes 11 calls, ours 2.",
      toVerdict("a whole process with one answer over HTTP, ours / ChatStreamer", {
        value: toRatio(overHttp, ours),
        most: 1.1,
      }),
      toVerdict("a whole process with one answer and calls without a network, ours / ChatStreamer", {
        value: toRatio(free, ours),
        most: 1.1,
      }),
    ],
    tables: [toTable("over HTTP", overHttp), toTable("without a network", free)],
  };
}

type Results = ReadonlyMap<string, readonly number[]>;

function compare(programs: Readonly<Record<string, string>>, times: number): Promise<Results> {
  const lanes = Object.entries(programs).map(([name, program]) => ({
    name,
    measure: () => measureCold(program),
  }));
  return interleave(lanes, times);
}

function toRatio(results: Results, name: string): number {
  const peers = results.get(peer) ?? [];
  return median((results.get(name) ?? []).map((ms, round) => ms / (peers[round] ?? Number.NaN)));
}

function toTable(name: string, results: Results): Table {
  return [
    [`a whole process, ${name}`, "CPU, ms", "/ ChatStreamer"],
    ...[...results].map(([one, ms]) => [one, toFigure(median(ms)), toRatio(results, one).toFixed(2)]),
  ];
}

async function startServer(): Promise<Server> {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      calls += 1;
      const ts = `1700000000.${String(calls).padStart(6, "0")}`;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: true, ts, channel }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const run = promisify(execFile);

/** Measures the CPU of a process that runs this module, ms. */
export async function measureCold(program: string): Promise<number> {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  // The process exits at the end of the module, because a kept-alive connection would keep it running.
  const counted = `${program}
    const { user, system } = process.cpuUsage();
    process.stdout.write(String((user + system) / 1000), () => process.exit());
  `;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", counted], { cwd });
  return Number(stdout);
}
