import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OPERATIONS } from "../../src/control/create-control.ts";
import { toOpenApi } from "../../src/control/openapi.ts";
import { toControlPage } from "./control-page.ts";

const text = JSON.stringify(toOpenApi(OPERATIONS), undefined, 2);
writeFileSync(join(import.meta.dirname, "../../openapi.json"), `${text}\n`);

const page = join(import.meta.dirname, "../../../../docs/emulator-control.md");
writeFileSync(page, toControlPage(readFileSync(page, "utf8")));
