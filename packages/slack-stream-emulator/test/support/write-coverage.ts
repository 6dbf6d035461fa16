import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toCoveragePage } from "./coverage-page.ts";

await writeFile(join(import.meta.dirname, "../../../../docs/emulator-coverage.md"), toCoveragePage());
