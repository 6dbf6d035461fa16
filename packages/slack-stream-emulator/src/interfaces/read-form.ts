/**
 * Reads the fields of a multipart form. If a name occurs twice, the last field counts. Undefined if the form can't be
 * parsed.
 */
export async function readForm(
  body: Uint8Array,
  contentType: string,
): Promise<Record<string, unknown> | undefined> {
  // Loaded here, because few clients send such forms. The platform's own parser refuses short boundaries.
  const { Busboy } = await import("@fastify/busboy");
  return new Promise((resolve) => {
    const fields: Record<string, unknown> = {};
    try {
      const parser = new Busboy({
        headers: { "content-type": contentType },
        limits: { fieldSize: body.length },
      });
      parser.on("field", (name, value) => {
        Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
      });
      parser.on("file", (name, stream) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          fields[name] = new Blob(chunks as BlobPart[]);
        });
      });
      parser.on("error", () => resolve(undefined));
      parser.on("finish", () => resolve(fields));
      parser.end(body);
    } catch {
      resolve(undefined);
    }
  });
}
