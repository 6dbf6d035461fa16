import type { StreamReceipt, StreamSegment } from "slack-stream-adapter";

/** A receipt in lines. */
export function describeReceipt(receipt: StreamReceipt): string {
  const { counts, times } = receipt;
  const rows: [string, string][] = [
    ["outcome", receipt.outcome],
    ["text", `${receipt.text.length} characters, ${receipt.delivered} acknowledged by Slack`],
    ...receipt.segments.map((segment, index): [string, string] => [
      `message ${index + 1}`,
      describeSegment(segment),
    ]),
    ...(receipt.fallbackReason === undefined
      ? []
      : [["fallback", receipt.fallbackReason] as [string, string]]),
    ["calls", `${counts.calls}, of them ${counts.appends} appends, ${counts.repairs} repairs`],
    ["silence", `${counts.keepalives} keepalives`],
    ["time", `${toSeconds(times.firstCallMs)} to the first call, ${toSeconds(times.totalMs)} in all`],
  ];
  return rows.map(([label, value]) => `  ${label.padEnd(10)} ${value}`).join("\n");
}

function describeSegment({
  start,
  end,
  transport,
  ended,
  repaired,
  uncertain,
  keepalivesLeft,
}: StreamSegment): string {
  return [
    `characters ${start} to ${end}`,
    `by ${transport}`,
    ended,
    repaired ? "repaired" : "",
    uncertain ? "uncertain" : "",
    keepalivesLeft > 0 ? `${keepalivesLeft} keepalives left` : "",
  ]
    .filter((word) => word !== "")
    .join(", ");
}

function toSeconds(ms: number | undefined): string {
  return ms === undefined ? "never" : `${(ms / 1_000).toFixed(2)} s`;
}
