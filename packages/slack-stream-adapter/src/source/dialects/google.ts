import {
  type Dialect,
  fieldsOf,
  firstOf,
  type Item,
  inputOf,
  itemsOf,
  matches,
  pick,
  pickItems,
  pickString,
} from "./dialect.ts";

/**
 * Chunks of Google's `generateContentStream`, of which the first candidate is read; events of ADK, which are a candidate each; and
 * chunks of Genkit, whose parts have names of their own.
 */
export const google: Dialect = {
  reads: (item) =>
    pick(item, "candidates promptFeedback usageMetadata invocationId previousChunks content.parts") !==
    undefined,
  create(writer) {
    let lastCallId: string | undefined;
    let isGiven = false;

    const readPart = (part: Item, actions: unknown) => {
      writer.add(undefined, part);
      const { executableCode: code, codeExecutionResult: ran } = part;
      if (code) lastCallId = writer.call({ ...fieldsOf(code), type: "code_execution_call" }, code);
      if (ran) writer.result(ran, { toolCallId: lastCallId });
      const called = pick(part, "functionCall toolRequest");
      const asked = pick(called, "args.originalFunctionCall");
      if (asked)
        writer.ask(pick(called, "id"), pickString(asked, "id"), pickString(asked, "name"), inputOf(asked));
      // ADK asks for access with such a call. The tool that needs it waits.
      else if (called && !pick(called, "args.function_call_id args.functionCallId")) writer.call(called);
      const answer = pick(part, "functionResponse toolResponse");
      if (answer) {
        const id = pickString(answer, "id ref");
        const response = pick(answer, "response output");
        // ADK gives an answer while it asks a person, too. A tool that asks by itself says anything.
        const isAsking =
          pick(actions, `requestedToolConfirmations.${id} requestedAuthConfigs.${id}`) !== undefined ||
          matches(pick(response, "error partial"), /(requires|needs external) confirmation/);
        const names = { toolCallId: id, toolName: pickString(answer, "name") };
        if (!isAsking) writer.settle(names, response, pick(response, "error"));
      }
    };

    const readParts = (event: Item) => {
      const isPiece = event.partial === true;
      for (const part of pickItems(event, "content.parts content")) {
        // ADK gives the text in pieces, and then all parts again.
        const isText = typeof part.text === "string";
        if (isText ? isPiece || !isGiven : !isPiece) readPart(part, event.actions);
      }
      isGiven = isPiece;
    };

    const finish = (item: Item, first: Item) => {
      const { finishReason = matches(item.errorCode, ends) ? item.errorCode : undefined } = first;
      if (pickString(item, "promptFeedback.blockReason") !== undefined)
        writer.finishMessage("content-filter");
      else if (matches(finishReason, /^MALFORMED|^UNEXPECTED_TOOL_CALL$|^MISSING/))
        writer.fail({ message: first.finishMessage ?? finishReason, finishReason });
      // Old servers give this reason with each piece of a text.
      else if (first !== item && finishReason === "STOP" && !writer.isWaiting) writer.finishMessage("stop");
      // With some reasons the answer is not whole, although nothing was filtered.
      else writer.finish(matches(finishReason, unfinished) ? "error" : finishReason);
      // Nobody may answer the call of such a tool in this run.
      if (itemsOf(first.longRunningToolIds).length > 0) writer.finishMessage("stop");
    };

    const read = (item: Item) => {
      const error = pick(item, matches(item.errorCode, ends) ? "error" : "error errorMessage errorCode");
      if (error !== undefined) return writer.fail(error);
      const first = "candidates" in item ? firstOf(item.candidates) : item;
      if (first.author === "user") return;
      writer.message(item.responseId ?? first.author);
      readParts(first);
      for (const place of sources)
        for (const one of pickItems(first, place))
          writer.source(pick(one, "web retrievedContext maps") ?? one);
      finish(item, first);
    };

    return (item) => {
      const { author, partial } = item;
      if (author === undefined) return read(item);
      // Agents of ADK may write at the same time.
      writer.turns.take(author, () => read(item));
      if (partial !== true) writer.turns.over(author);
    };
  },
};

const sources = ["groundingMetadata.groundingChunks", "citationMetadata.citations"];
/** ADK gives such a reason as an error if the last chunk is empty. */
const ends = /^(STOP|MAX_TOKENS|RECITATION|BLOCKLIST|PROHIBITED_CONTENT|SPII|(IMAGE_)?SAFETY)$/;
const unfinished = /^(LANGUAGE|NO_IMAGE|(IMAGE_)?OTHER)$/;
