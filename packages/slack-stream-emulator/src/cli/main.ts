#!/usr/bin/env node
import { readArguments } from "./arguments.ts";
import { runCommand } from "./run.ts";

const command = readArguments(process.argv.slice(2));
process.exitCode = await runCommand(command);
// A bot that is still owed an event, a minute from now, is no reason to stay.
if (command.type === "serve") process.exit();
