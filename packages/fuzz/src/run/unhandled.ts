/** Every rejection of this process that nobody handled. */
export const unhandledRejections: unknown[] = [];

process.on("unhandledRejection", (reason) => {
  unhandledRejections.push(reason);
});
