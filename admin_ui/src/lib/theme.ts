/** Light or dark: kept on this device, else as the system asks. Writes the tokens as custom properties on <html>. */
import { createContext, useContext } from 'react';
import { cssVars, type Mode } from '../tokens';

const KEY = 'orderflow.theme';

export function storedMode(): Mode {
  const saved = localStorage.getItem(KEY);
  if (saved === 'light' || saved === 'dark') return saved;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export const rememberMode = (mode: Mode): void => localStorage.setItem(KEY, mode);

export function applyMode(mode: Mode): void {
  const root = document.documentElement;
  root.dataset.theme = mode;
  root.style.colorScheme = mode;
  for (const [name, value] of Object.entries(cssVars(mode))) root.style.setProperty(name, value);
}

export const ModeContext = createContext<{ mode: Mode; toggle: () => void }>({ mode: 'light', toggle: () => undefined });
export const useMode = () => useContext(ModeContext);
