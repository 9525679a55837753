/** The name with its mark: two prompts, one behind the other. */
export function Wordmark() {
  return (
    <span className="wordmark">
      <svg
        width="22"
        height="22"
        viewBox="0 0 32 32"
        fill="none"
        aria-hidden="true"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M5 9l7 7-7 7" stroke="var(--accent)" />
        <path d="M14 9l7 7-7 7" stroke="var(--accent)" opacity=".5" />
        <path d="M24 23h4" stroke="var(--accent)" />
      </svg>
      Tandem
    </span>
  );
}
