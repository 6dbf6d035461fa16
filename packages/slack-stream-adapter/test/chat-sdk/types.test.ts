import type * as peer from "@chat-adapter/slack";
import { expectTypeOf, test } from "vitest";
import type * as ours from "../../src/chat-sdk/index.ts";

// These fail to compile, not to run: `tsc` reads the tests as well.

test("code that takes the peer's adapter or reads its members takes ours", () => {
  expectTypeOf<ours.SlackAdapter>().toExtend<peer.SlackAdapter>();
  expectTypeOf<keyof peer.SlackAdapter>().toExtend<keyof ours.SlackAdapter>();
  expectTypeOf<ours.SlackAdapter["stream"]>().toEqualTypeOf<peer.SlackAdapter["stream"]>();
});

test("a configuration of the peer fits ours, which adds a key", () => {
  expectTypeOf<peer.SlackAdapterConfig>().toExtend<ours.SlackAdapterConfig>();
  expectTypeOf<
    Exclude<keyof ours.SlackAdapterConfig, keyof peer.SlackAdapterConfig>
  >().toEqualTypeOf<"streaming">();
});

test("streaming takes what can be set for all replies, and nothing that chat says, shows or drops", () => {
  type Options = NonNullable<ours.SlackAdapterConfig["streaming"]>;
  expectTypeOf<Pick<Options, "keepaliveMs" | "silentReplies" | "mentions" | "metadata">>().not.toBeNever();
  expectTypeOf<
    Extract<keyof Options, "stopBlocks" | "sessionStatus" | "status" | "reactions" | "tasks" | "reasoning">
  >().toBeNever();
});

test("the factory and the class are called as the peer's are", () => {
  expectTypeOf<typeof ours.createSlackAdapter>().toExtend<typeof peer.createSlackAdapter>();
  expectTypeOf<typeof ours.SlackAdapter>().toExtend<
    new (
      config?: peer.SlackAdapterConfig,
    ) => peer.SlackAdapter
  >();
  class Custom extends (null as unknown as typeof ours.SlackAdapter) {
    get token() {
      return this.getToken();
    }
  }
  expectTypeOf<Custom["token"]>().toEqualTypeOf<Promise<string>>();
});

test("every name of the peer's is a name of ours", () => {
  expectTypeOf<keyof typeof peer>().toExtend<keyof typeof ours>();
  expectTypeOf<ours.SlackThreadId>().toEqualTypeOf<peer.SlackThreadId>();
  expectTypeOf<ours.SlackInstallation>().toEqualTypeOf<peer.SlackInstallation>();
});

test("the whole of ours goes where the whole of the peer's does", () => {
  expectTypeOf<typeof ours>().toExtend<typeof peer>();
});

test("every type of the peer's is a type of ours, and the same", () => {
  expectTypeOf<ours.AttachmentTransport>().toEqualTypeOf<peer.AttachmentTransport>();
  expectTypeOf<ours.EncryptedTokenData>().toEqualTypeOf<peer.EncryptedTokenData>();
  expectTypeOf<ours.SlackAdapterMode>().toEqualTypeOf<peer.SlackAdapterMode>();
  expectTypeOf<ours.SlackAppContext>().toEqualTypeOf<peer.SlackAppContext>();
  expectTypeOf<ours.SlackAppContextChangedEvent>().toEqualTypeOf<peer.SlackAppContextChangedEvent>();
  expectTypeOf<ours.SlackAppContextEntity>().toEqualTypeOf<peer.SlackAppContextEntity>();
  expectTypeOf<ours.SlackBlock>().toEqualTypeOf<peer.SlackBlock>();
  expectTypeOf<ours.SlackBotToken>().toEqualTypeOf<peer.SlackBotToken>();
  expectTypeOf<ours.SlackEvent>().toEqualTypeOf<peer.SlackEvent>();
  expectTypeOf<ours.SlackFeedbackButtonsOptions>().toEqualTypeOf<peer.SlackFeedbackButtonsOptions>();
  expectTypeOf<ours.SlackFormatConverter>().toEqualTypeOf<peer.SlackFormatConverter>();
  expectTypeOf<ours.SlackMarkdownConverter>().toEqualTypeOf<peer.SlackMarkdownConverter>();
  expectTypeOf<ours.SlackMessageBlock>().toEqualTypeOf<peer.SlackMessageBlock>();
  expectTypeOf<ours.SlackOAuthCallbackOptions>().toEqualTypeOf<peer.SlackOAuthCallbackOptions>();
  expectTypeOf<ours.SlackReactionEvent>().toEqualTypeOf<peer.SlackReactionEvent>();
  expectTypeOf<ours.SlackSessionTitle>().toEqualTypeOf<peer.SlackSessionTitle>();
  expectTypeOf<ours.SlackSessionTitleContext>().toEqualTypeOf<peer.SlackSessionTitleContext>();
  expectTypeOf<ours.SlackSuggestedPrompt>().toEqualTypeOf<peer.SlackSuggestedPrompt>();
  expectTypeOf<ours.SlackSuggestedPrompts>().toEqualTypeOf<peer.SlackSuggestedPrompts>();
  expectTypeOf<ours.SlackSuggestedPromptsContext>().toEqualTypeOf<peer.SlackSuggestedPromptsContext>();
  expectTypeOf<ours.SlackSuggestedPromptsOptions>().toEqualTypeOf<peer.SlackSuggestedPromptsOptions>();
});
