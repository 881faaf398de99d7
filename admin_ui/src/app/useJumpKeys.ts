/** G then a letter jumps to a page; ? shows all keys. */
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { useKeys, type KeyMap } from '../lib/useKeys';
import type { NavItem } from './nav';

const WINDOW_MS = 1200;

export function useJumpKeys(items: NavItem[], showHelp: () => void): void {
  const navigate = useNavigate();
  const armed = useRef(0);
  const map: KeyMap = {
    g: () => {
      armed.current = Date.now();
    },
    '?': showHelp,
    'shift+?': showHelp,
  };
  for (const item of items) {
    if (item.jump) {
      map[item.jump] = () => {
        if (Date.now() - armed.current < WINDOW_MS) void navigate(item.to);
        armed.current = 0;
      };
    }
  }
  useKeys(map);
}
