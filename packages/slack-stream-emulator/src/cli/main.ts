#!/usr/bin/env node
import { readArguments } from "./arguments.ts";
import { runCommand } from "./run.ts";

const command = readArguments(process.argv.slice(2));
process.exitCode = await runCommand(command);
// The process exits even if an event waits to be sent to a bot again.
if (command.type === "serve") process.exit();
