import { defineTestsApart } from "../../../vitest.shared.ts";

export default defineTestsApart("engines");
