import { isStepCount, jsonSchema, type ModelMessage, streamText, tool } from "ai";
import { approvalButtons } from "slack-stream-adapter/bolt";
import type { Run } from "./stage.ts";

interface Mail {
  readonly to: string;
  readonly title: string;
}

/** A mail that a person has to approve, and the person's decision. */
function toApproval(approved: boolean): Run["play"] {
  return async (stage) => {
    const messages: ModelMessage[] = [{ role: "user", content: approvalQuestion }];
    const model = stage.model(
      [
        "I have written to all 340 customers of the EU region. It is ready to go. ",
        { call: "send_mail", input: { to: "eu-customers", title: "Maintenance on Sunday" } },
      ],
      approved
        ? ["The mail is on its way to **340 customers**."]
        : ["I have not sent anything. Tell me what to change in the mail, and I will ask again."],
    );
    const tools = {
      send_mail: tool({
        inputSchema: jsonSchema<Mail>({ type: "object" }),
        needsApproval: true,
        execute: async () => {
          await stage.wait(3_000);
          return "sent";
        },
      }),
    };
    const answer = async () => {
      const result = streamText({ model, messages, tools, stopWhen: isStepCount(2) });
      await stage.answer(result, { approvalBlocks: approvalButtons });
      messages.push(...(await result.response).messages);
    };
    await answer();
    await stage.wait(60_000);
    const { approvalId } = await stage.decide(approved);
    messages.push({ role: "tool", content: [{ type: "tool-approval-response", approvalId, approved }] });
    await answer();
  };
}

const approvalQuestion = "Tell our EU customers about the maintenance on Sunday.";

const approved: Run = {
  name: "approval",
  title: "An approval that is given",
  about:
    "A call that waits for a person looks neither done nor failed. The session is suspended until somebody presses a button. The message then says who approved, and the mail is sent in the next turn.",
  question: approvalQuestion,
  moments: [0.5, 10, 62],
  play: toApproval(true),
};

const declined: Run = {
  name: "declined",
  title: "An approval that is denied",
  about:
    "The message says who declined, and the buttons are gone. In the next turn the call is marked as declined. Nothing was sent.",
  question: approvalQuestion,
  moments: [0.5, 10, 61],
  play: toApproval(false),
};

const question: Run = {
  name: "question",
  title: "A question back",
  about:
    "A tool without `execute` asks the person. The card says that it waits, and the question is below the text. The person's answer in the thread begins the next turn.",
  question: "Move the weekly review to another day.",
  moments: [0.5, 10, 63],
  async play(stage) {
    const asked = streamText({
      model: stage.model([
        "There are two free slots. ",
        { call: "ask_user", input: { question: "Tuesday at 10:00 or Thursday at 15:00?" } },
      ]),
      prompt: question.question,
      tools: { ask_user: tool({ inputSchema: jsonSchema<{ question: string }>({ type: "object" }) }) },
    });
    await stage.answer(asked);
    await stage.wait(60_000);
    stage.say("Thursday, please");
    const moved = streamText({
      model: stage.model(
        [{ silenceMs: 1_000 }, { call: "move_event", input: { title: "Weekly review" } }],
        ["Done: the weekly review is on **Thursday at 15:00** from this week on."],
      ),
      prompt: "Thursday, please",
      tools: {
        move_event: tool({
          inputSchema: jsonSchema<{ title: string }>({ type: "object" }),
          execute: async () => {
            await stage.wait(2_500);
            return { ok: true };
          },
        }),
      },
      stopWhen: isStepCount(2),
    });
    await stage.answer(moved);
  },
};

interface Todos {
  readonly todos: readonly { readonly content: string; readonly status: string }[];
}

function toTodos(...states: readonly (readonly [string, string])[]): Todos {
  return { todos: states.map(([content, status]) => ({ content, status })) };
}

const plan: Run = {
  name: "plan",
  title: "A plan that changes",
  about:
    "The agent keeps a list of steps by calling a tool. The list is shown as the plan, and the tool has no card. A new step takes the place of the step that it replaces. A step that is dropped says so.",
  question: "The import of yesterday's orders failed. Can you mend it?",
  moments: [3, 12, 22],
  play(stage) {
    const work = (name: string, ms: number) =>
      tool({
        inputSchema: jsonSchema<{ path?: string }>({ type: "object" }),
        execute: () => stage.wait(ms).then(() => name),
      });
    const [log, rows, fix, again] = [
      "Read the import's log",
      "Restore the backup",
      "Write a fix",
      "Run the import again",
    ];
    const result = streamText({
      model: stage.model(
        [
          "I will look into it. ",
          {
            call: "update_plan",
            input: toTodos([log, "in_progress"], [rows, "pending"], [again, "pending"]),
          },
          { call: "read_file", input: { path: "import.log" } },
        ],
        [
          {
            call: "update_plan",
            input: toTodos([log, "completed"], [fix, "in_progress"], [again, "pending"]),
          },
          { call: "edit_file", input: { path: "import.sql" } },
        ],
        [
          {
            call: "update_plan",
            input: toTodos([log, "completed"], [fix, "completed"], [again, "in_progress"]),
          },
          { call: "run_import", input: {} },
        ],
        [
          {
            call: "update_plan",
            input: toTodos([log, "completed"], [fix, "completed"], [again, "completed"]),
          },
        ],
        [
          "The import is through: **48,213 orders**. One order came twice in the file and stopped it; from now on the later row counts. The backup was not needed.",
        ],
      ),
      prompt: plan.question,
      tools: {
        update_plan: work("planned", 100),
        read_file: work("read", 8_000),
        edit_file: work("written", 8_000),
        run_import: work("imported", 9_000),
      },
      stopWhen: isStepCount(6),
    });
    return stage.answer(result, {
      taskDisplayMode: "plan",
      plan: {
        update_plan: ({ todos }: Todos) => todos.map(({ content, status }) => ({ title: content, status })),
      },
    });
  },
};

export const runsWithPeople: readonly Run[] = [approved, declined, question, plan];
