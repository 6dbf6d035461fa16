import { suggest } from "../check-names.ts";
import { checkSeed } from "./seed-shapes.ts";

/** The initial data of the emulated Slack. A given list replaces the whole default list. */
export interface WorkspaceSeed {
  /** Workspaces. Objects without a `teamId` belong to the first. */
  teams?: TeamSeed[] | undefined;
  /** Installed apps. The `token` of the emulator is the first app's token. */
  apps?: AppSeed[] | undefined;
  /** People. The first person acts if a call names nobody. */
  users?: UserSeed[] | undefined;
  /** Channels and direct messages. The first is used if a call names no channel. */
  channels?: ChannelSeed[] | undefined;
  /** Groups that messages may mention. */
  userGroups?: UserGroupSeed[] | undefined;
  /** Custom emoji: name to address, or `alias:NAME`. */
  emoji?: Readonly<Record<string, string>> | undefined;
}

/** A workspace. */
export interface TeamSeed {
  /** Starts with T. */
  id: string;
  /** @default the id */
  name?: string | undefined;
  /** The workspace's part of `https://DOMAIN.slack.com`. @default "emulator" */
  domain?: string | undefined;
}

/** An installed app, with its bot user and its token. */
export interface AppSeed {
  /** The bot token. A call with it acts as this app. */
  token: string;
  /** App-level token, for Socket Mode. @default "xapp-emulator-token" */
  appToken?: string | undefined;
  /** For `oauth.v2.access`. @default "emulator-client-id" */
  clientId?: string | undefined;
  /** @default "emulator-client-secret" */
  clientSecret?: string | undefined;
  /** @default the first workspace */
  teamId?: string | undefined;
  /** Starts with A. @default "A0000000001" for the first app */
  appId?: string | undefined;
  /** Starts with B. @default "B0000000001" for the first app */
  botId?: string | undefined;
  /** Starts with U. @default "U0000000099" for the first app */
  botUserId?: string | undefined;
  /** The name that people see. @default "bot" for the first app */
  name?: string | undefined;
  /** Granted scopes. Left out, every scope is granted. */
  scopes?: readonly string[] | undefined;
}

/** A person. */
export interface UserSeed {
  /** Starts with U. */
  id: string;
  /** The name that people see. @default the id */
  name?: string | undefined;
  /** @default the first workspace */
  teamId?: string | undefined;
  /** @default false */
  isBot?: boolean | undefined;
  /** @default the name */
  realName?: string | undefined;
  /** @default NAME@emulator.test */
  email?: string | undefined;
  /** What the person does. @default "" */
  title?: string | undefined;
  /** User token. A call with it acts as this person. @default none, and "xoxp-emulator-token" for the default person */
  token?: string | undefined;
}

/** A user group, which messages may mention. */
export interface UserGroupSeed {
  /** Starts with S. */
  id: string;
  /** Without the @. */
  handle: string;
  /** @default the handle */
  name?: string | undefined;
  /** Ids of its members. @default none */
  users?: readonly string[] | undefined;
}

/** A channel, or with an id that starts with D a direct message. */
export interface ChannelSeed {
  /** Starts with C, with D for a direct message, or with G for a private channel. */
  id: string;
  /** Without the #. @default the id */
  name?: string | undefined;
  /** @default the first workspace */
  teamId?: string | undefined;
  /** @default false */
  isArchived?: boolean | undefined;
  /** Whether the app is in the channel. @default true */
  isMember?: boolean | undefined;
  /** Whether the whole channel is a single agent session. Then a stream needs no thread. @default false */
  isCodeChannel?: boolean | undefined;
  /** @default true for an id that starts with G */
  isPrivate?: boolean | undefined;
  /** @default "" */
  topic?: string | undefined;
  /** @default "" */
  purpose?: string | undefined;
  /** Ids of the people in it. @default everybody; in a direct message the first person */
  members?: readonly string[] | undefined;
}

/** A workspace. */
export type Team = Required<Defined<TeamSeed>>;
/** An installed app. */
export type App = Required<Defined<Omit<AppSeed, "scopes">>> & { scopes: readonly string[] | undefined };
/** A person or a bot user. */
export type User = Required<Defined<UserSeed>>;
export type UserGroup = Required<Defined<UserGroupSeed>>;
/** The current state of a conversation. Methods change it, and `reset()` restores the seeded state. */
export type Channel = Required<Defined<Omit<ChannelSeed, "isMember" | "members">>> & {
  members: Set<string>;
  creator: string;
  /** Seconds. */
  created: number;
};

/** The people, apps and channels of the workspace. */
export interface Directory {
  /** Workspaces, by id. */
  readonly teams: ReadonlyMap<string, Team>;
  /** Apps, by bot token. */
  readonly apps: ReadonlyMap<string, App>;
  /** People and bot users, by id. */
  readonly users: ReadonlyMap<string, User>;
  /** Channels and direct messages, by id. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** User groups, by id. */
  readonly userGroups: ReadonlyMap<string, UserGroup>;
  /** Custom emoji, by name. */
  readonly emoji: Readonly<Record<string, string>>;
  /** The first app. */
  readonly mainApp: App;
  /** The person who acts if a call names nobody. */
  readonly firstPerson: string;
  /** The channel that is used if a call names none. */
  readonly firstChannel: string;
}

/** The same data for the workspace, which may change it. */
export interface OpenDirectory extends Directory {
  readonly channels: Map<string, Channel>;
  /** Restores the seeded channels. */
  restore(): void;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const TEAM_ID = "T0000000001";
const DEFAULT_APP: App = {
  token: "xoxb-emulator-token",
  appToken: "xapp-emulator-token",
  clientId: "emulator-client-id",
  clientSecret: "emulator-client-secret",
  teamId: TEAM_ID,
  appId: "A0000000001",
  botId: "B0000000001",
  botUserId: "U0000000099",
  name: "bot",
  scopes: undefined,
};
const DEFAULT_USERS: UserSeed[] = [{ id: "U0000000001", name: "user", token: "xoxp-emulator-token" }];
const DEFAULT_CHANNELS: ChannelSeed[] = [
  { id: "C0000000001", name: "general" },
  { id: "D0000000001", name: "direct" },
];

/** Makes the directory. Throws a `RangeError` if the seed contradicts itself. `place` is the seed's origin. */
export function toDirectory(seed: WorkspaceSeed = {}, place = "workspace"): OpenDirectory {
  checkSeed(seed, place);
  const teams = toTeams(seed.teams ?? [{ id: TEAM_ID, name: "emulator" }]);
  const firstTeam = teams[0]?.id ?? TEAM_ID;
  const apps = (seed.apps ?? [{ ...DEFAULT_APP, teamId: firstTeam }]).map((app, index) =>
    toApp(app, { index, firstTeam }),
  );
  const mainApp = apps[0];
  if (mainApp === undefined) throw new RangeError(`${place}.apps must name at least one app, got none`);
  const bots = apps.map((app) => toUser({ ...app, id: app.botUserId, isBot: true, token: "" }, firstTeam));
  const people = (seed.users ?? DEFAULT_USERS).map((user) => toUser(user, firstTeam));
  const firstPerson = people[0]?.id;
  if (firstPerson === undefined)
    throw new RangeError(
      `${place}.users must name at least one person, who acts when nobody is named, got none`,
    );
  const seeded = seed.channels ?? DEFAULT_CHANNELS;
  const firstChannel = seeded[0]?.id;
  if (firstChannel === undefined)
    throw new RangeError(
      `${place}.channels must name at least one channel, which is used when none is named, got none`,
    );
  const channels = new Map<string, Channel>();
  const everybody = { bots: bots.map(({ id }) => id), people: people.map(({ id }) => id), firstPerson };
  const restore = () => {
    channels.clear();
    for (const channel of seeded) channels.set(channel.id, toChannel(channel, { firstTeam, everybody }));
  };
  restore();
  checkUnique(teams, { place: `${place}.teams`, key: "id" });
  checkUnique(apps, { place: `${place}.apps`, key: "token" });
  checkUnique(apps, { place: `${place}.apps`, key: "botId" });
  checkUnique([...bots, ...people], { place: `${place}.users`, key: "id" });
  checkUnique([...seeded], { place: `${place}.channels`, key: "id" });
  const known = new Set(teams.map(({ id }) => id));
  for (const [list, entries] of Object.entries({ apps, users: people, channels: [...channels.values()] })) {
    for (const [index, { teamId }] of entries.entries()) {
      if (!known.has(teamId))
        throw new RangeError(
          `${place}.${list}[${index}].teamId must be a team of the workspace, got ${teamId}; ${suggest(teamId, [...known])}`,
        );
    }
  }
  return {
    teams: new Map(teams.map((team) => [team.id, team])),
    apps: new Map(apps.map((app) => [app.token, app])),
    users: new Map([...bots, ...people].map((user) => [user.id, user])),
    channels,
    userGroups: new Map((seed.userGroups ?? []).map((group) => [group.id, toUserGroup(group)])),
    emoji: seed.emoji ?? {},
    mainApp,
    firstPerson,
    firstChannel,
    restore,
  };
}

function checkUnique<Key extends string>(
  entries: readonly Readonly<Record<Key, string>>[],
  { place, key }: { place: string; key: Key },
): void {
  const seen = new Set<string>();
  for (const { [key]: value } of entries) {
    if (seen.has(value)) throw new RangeError(`${place} must not have the ${key} ${value} twice`);
    seen.add(value);
  }
}

export function isDirectMessage(channelId: string): boolean {
  return channelId.startsWith("D");
}

function toTeams(seeds: TeamSeed[]): Team[] {
  return seeds.map((team) => ({
    id: team.id,
    name: team.name ?? team.id,
    domain: team.domain ?? "emulator",
  }));
}

function toApp(seed: AppSeed, { index, firstTeam }: { index: number; firstTeam: string }): App {
  const suffix = index === 0 ? "" : String(index + 1);
  return {
    token: seed.token,
    appToken: seed.appToken ?? DEFAULT_APP.appToken + suffix,
    clientId: seed.clientId ?? DEFAULT_APP.clientId + suffix,
    clientSecret: seed.clientSecret ?? DEFAULT_APP.clientSecret + suffix,
    teamId: seed.teamId ?? firstTeam,
    appId: seed.appId ?? DEFAULT_APP.appId + suffix,
    botId: seed.botId ?? DEFAULT_APP.botId + suffix,
    botUserId: seed.botUserId ?? DEFAULT_APP.botUserId + suffix,
    name: seed.name ?? DEFAULT_APP.name + suffix,
    scopes: seed.scopes,
  };
}

function toUser(seed: UserSeed, firstTeam: string): User {
  const name = seed.name ?? seed.id;
  const isBot = seed.isBot ?? false;
  return {
    id: seed.id,
    name,
    teamId: seed.teamId ?? firstTeam,
    isBot,
    realName: seed.realName ?? name,
    email: seed.email ?? (isBot ? "" : `${name.toLowerCase().replace(/[^\w.-]+/g, ".")}@emulator.test`),
    title: seed.title ?? "",
    token: seed.token ?? "",
  };
}

function toUserGroup({ id, handle, name = handle, users = [] }: UserGroupSeed): UserGroup {
  return { id, handle, name, users };
}

interface Everybody {
  readonly bots: readonly string[];
  readonly people: readonly string[];
  readonly firstPerson: string;
}

function toChannel(
  seed: ChannelSeed,
  { firstTeam, everybody }: { firstTeam: string; everybody: Everybody },
): Channel {
  const { bots, people, firstPerson } = everybody;
  const direct = isDirectMessage(seed.id);
  const members = seed.members ?? (direct ? [firstPerson] : people);
  return {
    id: seed.id,
    name: seed.name ?? seed.id,
    teamId: seed.teamId ?? firstTeam,
    isArchived: seed.isArchived ?? false,
    isCodeChannel: seed.isCodeChannel ?? false,
    isPrivate: seed.isPrivate ?? seed.id.startsWith("G"),
    topic: seed.topic ?? "",
    purpose: seed.purpose ?? "",
    members: new Set([...(seed.isMember === false ? [] : bots), ...members]),
    creator: firstPerson,
    created: CREATED,
  };
}

/** The creation time of all seeded objects. */
const CREATED = 1_600_000_000;
