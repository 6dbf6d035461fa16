import type { PageAction } from "../../src/page/wire.ts";

/** Asks the server to do something; the sentence why it can't be done, or undefined. */
export async function act(action: PageAction): Promise<string | undefined> {
  const response = await post("page/act", action);
  return response?.ok === true ? undefined : ((await response?.text()) ?? SILENT);
}

/** Lets a bot that listens at an address have events; the sentence why it can't, or undefined. */
export async function subscribeBot(bot: { url: string; signingSecret: string }): Promise<string | undefined> {
  const response = await post("control/v1/bots", bot);
  if (response === undefined) return SILENT;
  const { error }: { error?: string } = await response.json();
  return error;
}

const SILENT = "The emulator does not answer; has it been stopped?";

/** Undefined when nobody answers. */
async function post(path: string, body: object): Promise<Response | undefined> {
  try {
    return await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return undefined;
  }
}
