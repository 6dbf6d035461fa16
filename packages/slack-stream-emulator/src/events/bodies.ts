/** Who an event is for, and where it comes from. */
export interface Installation {
  readonly teamId: string;
  readonly appId: string;
  readonly botUserId: string;
}

/** What is sent, as it goes over the wire. */
export interface Body {
  readonly contentType: string;
  readonly text: string;
}

/** An event of the Events API in its envelope (S194). */
export function toEventBody(
  event: object,
  { id, installation, nowMs }: { id: string; installation: Installation; nowMs: number },
): Body {
  const { appId, botUserId, teamId } = installation;
  const envelope = {
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
  return { contentType: "application/json", text: JSON.stringify(envelope) };
}

/** A click, as the interactivity URL gets it: a form with one field of JSON (S199). */
export function toInteractionBody(payload: object): Body {
  return {
    contentType: "application/x-www-form-urlencoded",
    text: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
  };
}
