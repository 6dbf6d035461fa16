/**
 * Where the answer to a Bolt listener goes.
 *
 * @packageDocumentation
 */

export { type BoltArgs, type BoltTarget, type MissingField, slackTarget } from "./slack-target.ts";
