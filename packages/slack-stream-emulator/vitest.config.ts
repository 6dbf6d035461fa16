import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: { name: "emulator", include: ["src/**/*.test.ts", "test/**/*.test.ts"] },
});
