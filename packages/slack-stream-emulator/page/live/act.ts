import type { PageAction } from "../../src/page/wire.ts";

/** Asks the server to do something; the sentence why it can't be done, or undefined. */
export async function act(action: PageAction): Promise<string | undefined> {
  try {
    const response = await fetch("page/act", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(action),
    });
    return response.ok ? undefined : await response.text();
  } catch {
    return "The emulator does not answer; has it been stopped?";
  }
}
