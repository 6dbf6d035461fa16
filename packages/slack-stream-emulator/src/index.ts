export type { Card } from "./content/cards.ts";
export type { Block, Chunk, TaskStatus, UrlSource } from "./content/chunks.ts";
export type { ContentItem } from "./content/content.ts";
export type { SizeUnit } from "./content/size.ts";
export { COVERAGE, type MethodCoverage } from "./coverage.ts";
export { createSlackEmulator } from "./create-slack-emulator.ts";
export type { ButtonClick, SlackEmulator, UserMessage } from "./emulator.ts";
export type { Installation } from "./events/bodies.ts";
export { type BotConnection, type BotOptions, connectBot, type Sent } from "./events/connect-bot.ts";
export type { Attempt, Receiver, RetryReason } from "./events/deliver.ts";
export { EVENT_COVERAGE, type EventCoverage } from "./events/event-coverage.ts";
export { EVENT_KINDS, type EventKind } from "./events/kinds.ts";
export type { Modals, Submission, Submitted } from "./events/modals.ts";
export type { Click } from "./events/payloads.ts";
export type { AssistantContext, Emoji, People, Shortcut, SlashCommand, Suggestion } from "./events/people.ts";
export type { AxiosAnswer, AxiosRequest, EmulatorAxiosAdapter } from "./interfaces/axios-adapter.ts";
export type { EmulatorFetch, FetchAnswer } from "./interfaces/fetch.ts";
export type { HttpApp } from "./interfaces/http-app.ts";
export type { Listening, ListenOptions } from "./interfaces/http-server.ts";
export type {
  Conditions,
  EmulatorOptions,
  RateLimitOptions,
  ReadBackOptions,
  RecipientRule,
} from "./options.ts";
export { isPresetName, PRESETS, type Preset, type PresetName } from "./presets.ts";
export type { Answer } from "./protocol/answer.ts";
export type { Call } from "./protocol/call-log.ts";
export type { Application, Fault, FaultOptions, ScriptedFault } from "./protocol/faults.ts";
export type { DisconnectReason, SocketMode } from "./socket/hub.ts";
export type { EmulatorClock } from "./time/clock.ts";
export { createManualClock, type ManualClock } from "./time/manual-clock.ts";
export { createMovableClock, type MovableClock } from "./time/movable-clock.ts";
export type { ThreadOptions } from "./view/thread.ts";
export type {
  MessageState,
  SessionStatus,
  StoredMessage,
  StreamMode,
  UserStopAnswer,
} from "./workspace/message.ts";
export type { Activity, Change } from "./workspace/observers.ts";
export type { Reaction } from "./workspace/reactions.ts";
export type {
  EphemeralMessage,
  ScheduledMessage,
  StoredFile,
  StoredView,
  SuggestedPrompts,
} from "./workspace/records.ts";
export type {
  App,
  AppSeed,
  Channel,
  ChannelSeed,
  Directory,
  Team,
  TeamSeed,
  User,
  UserGroupSeed,
  UserSeed,
  WorkspaceSeed,
} from "./workspace/seed.ts";
export type { Statuses, StatusRecord } from "./workspace/statuses.ts";
export type { AgentSessionStopped, Notification } from "./workspace/workspace.ts";
