/** Our own mark: a post with two boards. */
export function Wordmark({ size = 22 }: { size?: number }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: size * 0.36, color: 'var(--text)' }}>
      <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true" focusable="false">
        <rect x="9.9" y="1" width="2.2" height="20" rx="1.1" fill="currentColor" opacity="0.55" />
        <path d="M4 3.2h11.300L19 6.300l-3.7 3.100H4a.8.8 0 0 1-.8-.8V4a.8.8 0 0 1 .8-.8Z" fill="var(--accent)" />
        <path
          d="M18 11H6.700L3 14.100l3.7 3.100H18a.8.8 0 0 0 .8-.8v-4.600A.8.8 0 0 0 18 11Z"
          fill="var(--accent)"
          opacity="0.62"
        />
      </svg>
      <span style={{ fontWeight: 660, fontSize: size * 0.75, letterSpacing: '-0.02em' }}>Signpost</span>
    </span>
  )
}
