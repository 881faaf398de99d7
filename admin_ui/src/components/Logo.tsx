/** The mark: one decision on one line. */
export const Logo = ({ size = 32 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path d="M5.5 16h5M21.5 16h5" stroke="var(--on-accent)" strokeWidth="2" strokeLinecap="round" />
    <path d="m16 9.6 6.4 6.4-6.4 6.4L9.6 16z" fill="none" stroke="var(--on-accent)" strokeWidth="2" strokeLinejoin="round" />
    <circle cx="16" cy="16" r="2" fill="var(--on-accent)" />
  </svg>
);
