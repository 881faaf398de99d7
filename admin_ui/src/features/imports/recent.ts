/** The imports started from this device, newest first: the list survives a reload. */
const KEY = 'orderflow.imports';
const MAX = 20;

export interface RecentImport {
  id: string;
  name: string;
  at: string;
  dryRun: boolean;
}

export function recentImports(): RecentImport[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(saved) ? (saved as RecentImport[]) : [];
  } catch {
    return [];
  }
}

export function rememberImport(entry: RecentImport): RecentImport[] {
  const all = [entry, ...recentImports().filter((known) => known.id !== entry.id)].slice(0, MAX);
  localStorage.setItem(KEY, JSON.stringify(all));
  return all;
}
