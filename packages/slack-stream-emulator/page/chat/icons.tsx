import type { ComponentChildren } from "preact";

function Icon({ children, size = "" }: { children: ComponentChildren; size?: "" | "small" }) {
  return (
    <svg class={`icon ${size}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const SendIcon = () => (
  <Icon>
    <path d="M3 3.5 17.5 10 3 16.5l1.6-5L11 10 4.6 8.5z" fill="currentColor" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <rect x="5" y="5" width="10" height="10" rx="1.5" fill="currentColor" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" class="stroke" />
  </Icon>
);
export const DoneIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="8" fill="currentColor" />
    <path d="m6.2 10.3 2.6 2.6 5-5.4" class="stroke knockout" />
  </Icon>
);
export const FailedIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="8" fill="currentColor" />
    <path d="M10 5.6v5.2M10 13.8v.4" class="stroke knockout" />
  </Icon>
);
export const PendingIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" class="stroke dashed" />
  </Icon>
);
export const RunningIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" class="stroke faint" />
    <path d="M10 3a7 7 0 0 1 7 7" class="stroke spin" />
  </Icon>
);
export const FlaskIcon = () => (
  <Icon>
    <path
      d="M8 3v5L3.8 15.2A1.2 1.2 0 0 0 4.9 17h10.2a1.2 1.2 0 0 0 1-1.8L12 8V3M6.5 3h7M6 12.5h8"
      class="stroke"
    />
  </Icon>
);
export const ThreadIcon = () => (
  <Icon>
    <path d="M4 4h12v8.5H9.5L6 16v-3.5H4z" class="stroke" />
  </Icon>
);
export const BellIcon = () => (
  <Icon size="small">
    <path
      d="M4 14.5h12c-1.4-1.3-1.8-2.6-1.8-5.5a4.2 4.2 0 0 0-8.4 0c0 2.9-.4 4.2-1.8 5.5zM8.3 16.5h3.4"
      class="stroke"
    />
  </Icon>
);
export const HashIcon = () => (
  <Icon>
    <path d="M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.5 7.5h13.5M3 12.5h13.5" class="stroke" />
  </Icon>
);
export const ThumbIcon = ({ isDown = false }: { isDown?: boolean }) => (
  <Icon>
    <path
      d="M6.5 9 9.6 3.4c.3-.6 1.9-.4 1.9 1.1V8h4c.9 0 1.4.7 1.2 1.5l-1.2 5.3c-.2.8-.8 1.2-1.6 1.2H6.5zm0 0H3.4v7h3.1"
      class="stroke"
      transform={isDown ? "rotate(180 10 10)" : undefined}
    />
  </Icon>
);
export const ClockIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7" class="stroke" />
    <path d="M10 6v4.3l2.8 1.7" class="stroke" />
  </Icon>
);
export const ForwardIcon = () => (
  <Icon size="small">
    <path d="M4 5.5 9.5 10 4 14.5zM10.5 5.5 16 10l-5.5 4.5z" fill="currentColor" />
  </Icon>
);
