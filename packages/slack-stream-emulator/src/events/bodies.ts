/** The app of an event, and its workspace. */
export interface Installation {
  /** Id of the workspace. */
  readonly teamId: string;
  /** Id of the app. */
  readonly appId: string;
  /** Id of its bot user. */
  readonly botUserId: string;
}

/** An event or interaction for an app, independent of the transport. */
export interface Parcel {
  /** Event or interaction type. */
  readonly type: string;
  /** The name in Socket Mode. Over HTTP it decides the shape of the body. */
  readonly kind: "events_api" | "interactive" | "slash_commands";
  readonly payload: object;
  /** Whether it is sent again if the app fails. Events are sent again, and interactions are not. */
  readonly isRepeated: boolean;
}

/** An event of the Events API in its envelope (S194). */
export function toEventParcel(
  event: { readonly type: string },
  { id, installation, nowMs }: { id: string; installation: Installation; nowMs: number },
): Parcel {
  const { appId, botUserId, teamId } = installation;
  const payload = {
    token: "emulator-verification-token",
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: appId,
    event,
    type: "event_callback",
    event_id: id,
    event_time: Math.floor(nowMs / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
  return { type: event.type, kind: "events_api", payload, isRepeated: true };
}

/** The body over HTTP: JSON, a form with one field of JSON (S199), or a form with a field for each value. */
export function toHttpBody({ kind, payload }: Parcel): { contentType: string; text: string } {
  if (kind === "events_api") return { contentType: "application/json", text: JSON.stringify(payload) };
  const fields = kind === "interactive" ? { payload: JSON.stringify(payload) } : toFields(payload);
  return {
    contentType: "application/x-www-form-urlencoded",
    text: new URLSearchParams(fields).toString(),
  };
}

function toFields(payload: object): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
}
