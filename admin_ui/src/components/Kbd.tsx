import type { ReactNode } from 'react';

/** A key cap. Hidden from screen readers: the button's own name is enough, `aria-keyshortcuts` tells the rest. */
export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="kbd" aria-hidden>
    {children}
  </kbd>
);
