// The packages that the pages on sources, job steps and serverless functions import, as far as their excerpts use them: none is a dependency of this workspace.
// packages/compat/dialects and engines check the library with the real ones.
declare module "openai" {
  interface Request {
    readonly signal: AbortSignal;
  }
  export default class OpenAI {
    readonly responses: {
      create(
        body: { readonly model: string; readonly input: string; readonly stream: true },
        request: Request,
      ): Promise<AsyncIterable<{ readonly type: string }>>;
    };
    readonly chat: {
      readonly completions: {
        create(
          body: {
            readonly model: string;
            readonly messages: readonly { readonly role: "user"; readonly content: string }[];
            readonly stream: true;
          },
          request: Request,
        ): Promise<AsyncIterable<{ readonly choices: readonly object[] }>>;
      };
    };
  }
}

declare module "@anthropic-ai/sdk" {
  export default class Anthropic {
    readonly messages: {
      stream(
        body: {
          readonly model: string;
          readonly max_tokens: number;
          readonly messages: readonly { readonly role: "user"; readonly content: string }[];
        },
        request: { readonly signal: AbortSignal },
      ): AsyncIterable<{ readonly type: string }>;
    };
  }
}

declare module "@openai/agents" {
  export class Agent {
    constructor(settings: { readonly name: string; readonly instructions: string });
  }
  export function run(
    agent: Agent,
    input: string,
    options: { readonly stream: true; readonly signal: AbortSignal },
  ): Promise<AsyncIterable<{ readonly type: string }>>;
}

declare module "@google/genai" {
  export class GoogleGenAI {
    constructor(settings: { readonly apiKey?: string });
    readonly models: {
      generateContentStream(request: {
        readonly model: string;
        readonly contents: string;
        readonly config: { readonly abortSignal: AbortSignal };
      }): Promise<AsyncIterable<{ readonly candidates?: readonly object[] }>>;
    };
  }
}

declare module "@anthropic-ai/claude-agent-sdk" {
  export function query(request: {
    readonly prompt: string;
    readonly options: { readonly includePartialMessages: boolean };
  }): AsyncGenerator<{ readonly type: string }, void>;
}

declare module "@langchain/openai" {
  export class ChatOpenAI {
    constructor(settings: { readonly model: string });
    streamEvents(
      input: string,
      options: { readonly version: "v2"; readonly signal: AbortSignal },
    ): AsyncIterable<{ readonly event: string }>;
  }
}

declare module "@langchain/langgraph/prebuilt" {
  export function createReactAgent(settings: { readonly llm: object; readonly tools: readonly object[] }): {
    stream(
      input: { readonly messages: readonly object[] },
      options: { readonly streamMode: "messages"; readonly signal: AbortSignal },
    ): Promise<AsyncIterable<object>>;
  };
}

declare module "inngest" {
  interface Question {
    readonly channel: string;
    readonly threadTs: string;
    readonly user: string;
    readonly team: string;
    readonly question: string;
  }
  interface RunContext {
    readonly event: { readonly data: Question };
    readonly runId: string;
    readonly step: { run<T>(id: string, body: () => Promise<T>): Promise<T> };
  }
  export class Inngest {
    constructor(settings: { readonly id: string });
    createFunction(
      settings: {
        readonly id: string;
        readonly retries: number;
        readonly triggers: { readonly event: string };
      },
      handler: (context: RunContext) => Promise<unknown>,
    ): object;
  }
}

declare module "workflow/api" {
  export function getRun(runId: string): {
    getReadable<T>(options?: { readonly startIndex?: number }): ReadableStream<T>;
  };
}

declare module "@mastra/core/agent" {
  export class Agent {
    constructor(settings: {
      readonly id: string;
      readonly name: string;
      readonly instructions: string;
      readonly model: string;
    });
    stream(
      prompt: string,
      options: { readonly abortSignal: AbortSignal },
    ): Promise<{ readonly fullStream: ReadableStream<object> }>;
  }
}

declare module "@aws-sdk/client-lambda" {
  export class InvokeCommand {
    constructor(input: {
      readonly FunctionName: string | undefined;
      readonly InvocationType: "Event";
      readonly Payload: string;
    });
  }
  export class LambdaClient {
    send(command: InvokeCommand): Promise<object>;
  }
}
