export { type BoltArgs, type BoltTarget, type MissingField, slackTarget } from "./slack-target.ts";
