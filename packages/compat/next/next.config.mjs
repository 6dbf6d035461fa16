import { fileURLToPath } from "node:url";

/** The library is a link into the workspace, which Turbopack follows inside of its root alone. */
const root = fileURLToPath(new URL("../../..", import.meta.url));

export default { turbopack: { root }, outputFileTracingRoot: root, serverExternalPackages: ["@slack/bolt"] };
