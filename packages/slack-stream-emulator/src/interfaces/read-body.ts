/**
 * Reads the bytes of a body, with or without a given length. Undefined if there are more than `maxBytes`. Rejects if
 * the client disconnects in the middle.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const told = request.headers.get("content-length");
  if (told !== null && Number(told) > maxBytes) return undefined;
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** A body that is not JSON, with the HTTP status of the response. */
export class BodyRefusal extends Error {
  override readonly name = "BodyRefusal";
  readonly status: 400 | 413 | 415;
  constructor(status: BodyRefusal["status"], message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads the JSON of a body. An empty body is an empty object. Throws a `BodyRefusal`. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const bytes = await readBody(request, maxBytes);
  if (bytes === undefined) throw new BodyRefusal(413, `the body must have ${maxBytes} bytes at most`);
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === "") return {};
  // A form on another page can't send this type without a preflight request.
  if (request.headers.get("content-type")?.toLowerCase().startsWith("application/json") !== true)
    throw new BodyRefusal(415, "the body must be JSON, sent with the content type application/json");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BodyRefusal(400, `the body is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
}
