/**
 * The bytes of a body, whether its length was told or not; undefined when there are more than `maxBytes`. Rejects when
 * the client goes away in the middle.
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
