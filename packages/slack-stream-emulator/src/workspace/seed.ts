import { suggest } from "../check-names.ts";
import { checkSeed } from "./seed-shapes.ts";

/** What the emulated Slack starts with. Lists given replace the default list whole. */
export interface WorkspaceSeed {
  teams?: TeamSeed[] | undefined;
  apps?: AppSeed[] | undefined;
  users?: UserSeed[] | undefined;
  channels?: ChannelSeed[] | undefined;
}

export interface TeamSeed {
  id: string;
  name?: string | undefined;
}

/** An installed app: its bot user and the token that speaks for it. */
export interface AppSeed {
  token: string;
  teamId?: string | undefined;
  appId?: string | undefined;
  botId?: string | undefined;
  botUserId?: string | undefined;
  name?: string | undefined;
  /** Granted scopes; left out, every scope is granted. */
  scopes?: readonly string[] | undefined;
}

export interface UserSeed {
  id: string;
  name?: string | undefined;
  teamId?: string | undefined;
  isBot?: boolean | undefined;
}

export interface ChannelSeed {
  id: string;
  name?: string | undefined;
  teamId?: string | undefined;
  isArchived?: boolean | undefined;
  /** Whether the app is in the channel. @default true */
  isMember?: boolean | undefined;
  /** A channel that is one agent session as a whole, where a stream needs no thread. @default false */
  isCodeChannel?: boolean | undefined;
}

export type Team = Required<Defined<TeamSeed>>;
export type App = Required<Defined<Omit<AppSeed, "scopes">>> & { scopes: readonly string[] | undefined };
export type User = Required<Defined<UserSeed>>;
export type Channel = Required<Defined<ChannelSeed>>;

export interface Directory {
  readonly teams: ReadonlyMap<string, Team>;
  readonly apps: ReadonlyMap<string, App>;
  readonly users: ReadonlyMap<string, User>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly mainApp: App;
  /** Who presses and writes when nobody is named. */
  readonly firstPerson: string;
  readonly firstChannel: string;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const TEAM_ID = "T0000000001";
const DEFAULT_APP: App = {
  token: "xoxb-emulator-token",
  teamId: TEAM_ID,
  appId: "A0000000001",
  botId: "B0000000001",
  botUserId: "U0000000099",
  name: "bot",
  scopes: undefined,
};
const DEFAULT_USERS: UserSeed[] = [{ id: "U0000000001", name: "user" }];
const DEFAULT_CHANNELS: ChannelSeed[] = [
  { id: "C0000000001", name: "general" },
  { id: "D0000000001", name: "direct" },
];

/** Throws a `RangeError` for a seed that contradicts itself; `place` is where it comes from. */
export function toDirectory(seed: WorkspaceSeed = {}, place = "workspace"): Directory {
  checkSeed(seed, place);
  const teams = toTeams(seed.teams ?? [{ id: TEAM_ID, name: "emulator" }]);
  const firstTeam = teams[0]?.id ?? TEAM_ID;
  const apps = (seed.apps ?? [{ ...DEFAULT_APP, teamId: firstTeam }]).map((app, index) =>
    toApp(app, { index, firstTeam }),
  );
  const mainApp = apps[0];
  if (mainApp === undefined) throw new RangeError(`${place}.apps must name at least one app, got none`);
  const bots = apps.map((app) => ({ id: app.botUserId, name: app.name, teamId: app.teamId, isBot: true }));
  const people = (seed.users ?? DEFAULT_USERS).map((user) => toUser(user, firstTeam));
  const channels = (seed.channels ?? DEFAULT_CHANNELS).map((channel) => toChannel(channel, firstTeam));
  checkUnique(teams, { place: `${place}.teams`, key: "id" });
  checkUnique(apps, { place: `${place}.apps`, key: "token" });
  checkUnique(apps, { place: `${place}.apps`, key: "botId" });
  checkUnique([...bots, ...people], { place: `${place}.users`, key: "id" });
  checkUnique(channels, { place: `${place}.channels`, key: "id" });
  const known = new Set(teams.map(({ id }) => id));
  for (const [list, entries] of Object.entries({ apps, users: people, channels })) {
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
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    mainApp,
    firstPerson: people[0]?.id ?? "",
    firstChannel: channels[0]?.id ?? "",
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
  return seeds.map((team) => ({ id: team.id, name: team.name ?? team.id }));
}

function toApp(seed: AppSeed, { index, firstTeam }: { index: number; firstTeam: string }): App {
  const suffix = index === 0 ? "" : String(index + 1);
  return {
    token: seed.token,
    teamId: seed.teamId ?? firstTeam,
    appId: seed.appId ?? DEFAULT_APP.appId + suffix,
    botId: seed.botId ?? DEFAULT_APP.botId + suffix,
    botUserId: seed.botUserId ?? DEFAULT_APP.botUserId + suffix,
    name: seed.name ?? DEFAULT_APP.name + suffix,
    scopes: seed.scopes,
  };
}

function toUser(seed: UserSeed, firstTeam: string): User {
  return {
    id: seed.id,
    name: seed.name ?? seed.id,
    teamId: seed.teamId ?? firstTeam,
    isBot: seed.isBot ?? false,
  };
}

function toChannel(seed: ChannelSeed, firstTeam: string): Channel {
  return {
    id: seed.id,
    name: seed.name ?? seed.id,
    teamId: seed.teamId ?? firstTeam,
    isArchived: seed.isArchived ?? false,
    isMember: seed.isMember ?? true,
    isCodeChannel: seed.isCodeChannel ?? false,
  };
}
