import { defineTests } from "../../vitest.shared.ts";

export default defineTests("emulator", { setupFiles: ["test/support/fixed-seed.ts"] });
