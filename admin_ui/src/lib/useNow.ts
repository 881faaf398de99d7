/** The current time, renewed every half minute: countdowns move without a reload. */
import { useEffect, useState } from 'react';

const STEP_MS = 30_000;

export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const handle = setInterval(() => setNow(Date.now()), STEP_MS);
    return () => clearInterval(handle);
  }, []);
  return now;
}
