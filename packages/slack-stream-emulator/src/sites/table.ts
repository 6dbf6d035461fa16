import { authorize } from "./authorize.ts";
import { downloadFile, signIn, uploadFile } from "./files.ts";
import { answerByUrl, incomingWebhook, readPayload } from "./hooks.ts";
import type { Site } from "./site.ts";

/** The addresses, by their name in the call log and for scripted faults. */
export const SITES: Readonly<Record<string, { readonly begins: readonly string[]; readonly run: Site }>> = {
  "file-upload": { begins: ["/upload/v1/"], run: uploadFile },
  "file-download": { begins: ["/files-pri/"], run: downloadFile },
  "incoming-webhook": { begins: ["/services/"], run: incomingWebhook },
  "oauth-authorize": { begins: ["/oauth/v2/authorize"], run: authorize },
  "response-url": { begins: ["/actions/", "/commands/"], run: answerByUrl },
  "sign-in": { begins: ["/signin"], run: signIn },
};

/** Finds the site of an address, and the address's parts. */
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

/** The arguments of a visit for the call log: the parts of the address, and the body if it is JSON. */
export function toVisitArguments({ parts }: { parts: readonly string[] }, body: Uint8Array | undefined) {
  return { address: parts.join("/"), ...readPayload({ body }) };
}
