/** The fields of a multipart form, the last of each name; undefined where the form can't be taken apart. */
export async function readForm(
  body: Uint8Array,
  contentType: string,
): Promise<Record<string, unknown> | undefined> {
  // Loaded when it is needed: few clients send such forms. The platform's own reader refuses short boundaries.
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
