import { useState } from "preact/hooks";
import { readRecording } from "../../src/page/recording.ts";
import type { Store } from "../live/store.ts";

/** Everything that this Slack holds, as a file that goes into a bug report, and such a file shown again. */
export function RecordingLinks({ store }: { store: Store }) {
  const [problem, setProblem] = useState<string>();

  async function open(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    try {
      store.showRecording(readRecording(await file.text()));
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <>
      <section>
        <h3>Save</h3>
        <p class="explain">
          A file with every message, call, answer and status, for a bug report. It holds the texts of all
          messages: look through it before you share it.
        </p>
        <a class="button" href="control/v1/recording" download="slack-recording.json">
          Save a recording
        </a>
      </section>
      <section>
        <h3>Open</h3>
        <p class="explain">The page shows the recording. The running Slack goes on and is not changed.</p>
        <label class="file">
          Open a recording
          <input
            type="file"
            accept="application/json,.json"
            onChange={({ currentTarget }) => void open(currentTarget.files?.[0])}
          />
        </label>
        {problem !== undefined && (
          <p class="explain bad" role="alert">
            {problem}
          </p>
        )}
      </section>
    </>
  );
}
