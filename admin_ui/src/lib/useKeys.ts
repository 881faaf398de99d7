/** Single-key commands. They rest while a field, a dialog or a menu has the focus. */
import { useEffect, useRef } from 'react';

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const RESTS = 'input:not([type=checkbox]),textarea,select,[contenteditable=true],.ant-modal,.ant-select-dropdown';

/** Keys are `event.key` in lower case, with `shift+` before it where it matters ("j", "shift+x", "?", "enter"). */
export function useKeys(map: KeyMap, active = true): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (target.closest?.(RESTS)) return;
      const key = event.key.toLowerCase();
      if (key === 'enter' && target.closest('button,a')) return;
      const command = (event.shiftKey && latest.current[`shift+${key}`]) || latest.current[key];
      if (!command) return;
      event.preventDefault();
      command(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active]);
}
