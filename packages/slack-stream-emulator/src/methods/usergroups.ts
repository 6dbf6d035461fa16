import { accept, refuse } from "../protocol/answer.ts";
import { toFlag, toText } from "../protocol/arguments.ts";
import type { UserGroup } from "../workspace/seed.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";

const list: Method = (context) => {
  const groups = [...context.workspace.directory.userGroups.values()];
  return accept({ usergroups: groups.map((group) => toGroup(context, group)) });
};

const listUsers: Method = ({ args, workspace }) => {
  const group = workspace.directory.userGroups.get(toText(args, "usergroup") ?? "");
  return group === undefined ? refuse("no_such_subteam") : accept({ users: group.users });
};

function toGroup({ args, app, workspace }: MethodContext, group: UserGroup): Record<string, unknown> {
  const { firstPerson } = workspace.directory;
  return {
    id: group.id,
    team_id: app.teamId,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: "",
    handle: group.handle,
    is_external: false,
    date_create: 1_600_000_000,
    date_update: 1_600_000_000,
    date_delete: 0,
    auto_type: null,
    created_by: firstPerson,
    updated_by: firstPerson,
    deleted_by: null,
    prefs: { channels: [], groups: [] },
    ...(toFlag(args, "include_users") ? { users: group.users } : {}),
    ...(toFlag(args, "include_count") ? { user_count: String(group.users.length) } : {}),
  };
}

export const USER_GROUPS: MethodTable = {
  "usergroups.list": { run: list, scope: "usergroups:read", errors: [] },
  "usergroups.users.list": { run: listUsers, scope: "usergroups:read", errors: ["no_such_subteam"] },
};
