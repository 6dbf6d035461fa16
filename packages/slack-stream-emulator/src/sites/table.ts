import { authorize } from "./authorize.ts";
import { downloadFile, signIn, uploadFile } from "./files.ts";
import { answerByUrl, incomingWebhook, readPayload } from "./hooks.ts";
import type { Site } from "./site.ts";

/** By the name under which a visit stands among the calls, and under which faults are scripted for it. */
export const SITES: Readonly<Record<string, { readonly begins: readonly string[]; readonly run: Site }>> = {
  "file-upload": { begins: ["/upload/v1/"], run: uploadFile },
  "file-download": { begins: ["/files-pri/"], run: downloadFile },
  "incoming-webhook": { begins: ["/services/"], run: incomingWebhook },
  "oauth-authorize": { begins: ["/oauth/v2/authorize"], run: authorize },
  "response-url": { begins: ["/actions/", "/commands/"], run: answerByUrl },
  "sign-in": { begins: ["/signin"], run: signIn },
};

/** Which of them an address belongs to, and what it names there. */
export function findSite(path: string): { name: string; parts: string[] } | undefined {
  for (const [name, { begins }] of Object.entries(SITES)) {
    const begin = begins.find((one) => path.startsWith(one));
    if (begin !== undefined) return { name, parts: path.slice(begin.length).split("/").map(decodePart) };
  }
  return undefined;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What the call log shows of a visit: where it went, and what it said if that was JSON. */
export function toVisitArguments({ parts }: { parts: readonly string[] }, body: Uint8Array | undefined) {
  return { address: parts.join("/"), ...readPayload({ body }) };
}
