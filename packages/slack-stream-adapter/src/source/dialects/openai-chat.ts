import { type Dialect, fieldsOf, firstOf, type Item, itemsOf, pick, pickItems } from "./dialect.ts";

/**
 * Chunks of OpenAI's Chat Completions, and of the many servers that speak the same, and of its Completions of old. Some SDKs write their fields without `_`, and
 * Mistral's puts each chunk into `data`. Of several choices the first is read.
 */
export const openaiChat: Dialect = {
  reads: (item) => {
    const { object, choices } = chunkOf(item);
    if (object === "chat.completion.chunk" || object === "error") return true;
    // Azure gives chunks that have only the results of its filters.
    return Array.isArray(choices) && !("message" in fieldsOf(choices[0]));
  },
  create(writer) {
    let completion: unknown;

    /** Groq runs tools itself. It gives each of them again with its result. */
    const readRun = (run: Item) => {
      const id = `${completion} ${run.index}`;
      const toolCallId = writer.call({ name: run.type, ...run, id, type: "server_tool_use" });
      for (const found of pickItems(run, "search_results.results")) writer.source(found);
      if (run.output !== undefined) writer.settle({ toolCallId }, run.output);
    };

    return (given) => {
      const item = chunkOf(given);
      const error = item.object === "error" ? item : pick(item, "error");
      if (error !== undefined) return writer.fail(error);
      // A chunk with only the results of Azure's filters has no id.
      const id = item.id || completion;
      if (id !== completion) writer.again();
      completion = id;
      const choice = firstOf(item.choices);
      const delta = pick(choice, "delta message");
      // Some agents give the results of their tools as well.
      if (pick(delta, "role") === "tool") return writer.result(delta);
      pickItems(delta, "executed_tools").forEach(readRun);
      writer.add(undefined, delta);
      writer.content(pick(delta, "content") ?? choice.text);
      writer.text(pick(delta, "audio.transcript"));
      const old = pick(delta, "function_call");
      writer.calls(pick(delta, "tool_calls toolCalls") ?? (old && [{ index: 0, function: old }]), "pieces");
      const reason = pick(choice, "finish_reason finishReason");
      // xAI gives addresses alone.
      if (reason) for (const one of itemsOf(pick(item, "search_results citations"))) writer.source(one);
      writer.finish(reason);
    };
  },
};

function chunkOf(item: Item): Item {
  return "choices" in fieldsOf(item.data) ? fieldsOf(item.data) : item;
}
