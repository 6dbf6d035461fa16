import { isRecord } from "../content/chunks.ts";
import { type Answer, accept, refuse } from "../protocol/answer.ts";
import { toParsed, toText } from "../protocol/arguments.ts";
import type { FunctionExecution } from "../workspace/records.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";

const completeSuccess: Method = (context) => {
  const execution = findRunning(context);
  if ("ok" in execution) return execution;
  const outputs = toParsed(context.args, "outputs");
  if (!isRecord(outputs)) return refuse("parameter_validation_failed");
  execution.state = "completed";
  execution.outputs = outputs;
  return accept();
};

const completeError: Method = (context) => {
  const execution = findRunning(context);
  if ("ok" in execution) return execution;
  const error = toText(context.args, "error");
  if (error === undefined) return refuse("invalid_arguments");
  execution.state = "failed";
  execution.error = error;
  return accept();
};

function findRunning({ args, workspace }: MethodContext): FunctionExecution | Answer {
  const execution = workspace.records.executions.get(toText(args, "function_execution_id") ?? "");
  if (execution === undefined) return refuse("function_execution_not_found");
  return execution.state === "running" ? execution : refuse("execution_not_in_running_state");
}

export const FUNCTIONS: MethodTable = {
  "functions.completeError": {
    run: completeError,
    errors: ["execution_not_in_running_state", "function_execution_not_found", "invalid_arguments"],
  },
  "functions.completeSuccess": {
    run: completeSuccess,
    errors: ["execution_not_in_running_state", "function_execution_not_found", "parameter_validation_failed"],
  },
};
