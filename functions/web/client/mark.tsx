export const Mark = ({ kind }: { kind: "tick" | "clock" | "cross" | "empty" }) => (
  <svg class={`mark ${kind}`} viewBox="0 0 24 24" aria-hidden="true">
    {kind !== "empty" && <circle cx="12" cy="12" r="10" />}
    {kind === "tick" && <path d="m7.5 12.5 3 3 6-6.5" />}
    {kind === "clock" && <path d="M12 7v5.2l3.2 2" />}
    {kind === "cross" && <path d="m8.8 8.8 6.4 6.4m0-6.4-6.4 6.4" />}
    {kind === "empty" && (
      <path d="M4 8h16M7 4v3m10-3v3M5.5 5.5h13A1.5 1.5 0 0 1 20 7v11.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5V7a1.5 1.5 0 0 1 1.5-1.5ZM9.5 14h5" />
    )}
  </svg>
);
