/** Times as people say them: today shows the time only, other days the day too. All input is ISO-8601 UTC; shown in the company's zone. */
import type { TFunction } from 'i18next';

const locale = (language: string) => (language === 'en' ? 'en-GB' : 'zh-CN');
const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false };

let zone: string | undefined;

/** The company's zone, as the service says it; until then, and for a zone this browser does not know, the browser's own. */
export function showTimesIn(name: string): void {
  try {
    zone = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    zone = undefined;
  }
}

/** Year, month and day in the company's zone. */
function dayOf(at: Date): [number, number, number] {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric' }).formatToParts(at);
  const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
  return [part('year'), part('month'), part('day')];
}

const sameDay = (one: Date, other: Date): boolean => dayOf(one).join() === dayOf(other).join();

export function whenShort(iso: string, language: string, now = new Date()): string {
  const at = new Date(iso);
  const time = at.toLocaleTimeString(locale(language), { ...clock, timeZone: zone });
  if (sameDay(at, now)) return time;
  if (sameDay(at, new Date(now.getTime() - 86_400_000))) return language === 'en' ? `Yesterday ${time}` : `昨天 ${time}`;
  return `${dayShort(iso, language, now)} ${time}`;
}

export function dayShort(iso: string, language: string, now = new Date()): string {
  const at = new Date(iso);
  const [year, month, day] = dayOf(at);
  const other: Intl.DateTimeFormatOptions = year === dayOf(now)[0] ? {} : { year: 'numeric' };
  if (language === 'en') return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...other, timeZone: zone });
  return other.year ? `${year} 年 ${month} 月 ${day} 日` : `${month} 月 ${day} 日`;
}

const ISO = /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g;

/** Times inside a sentence of the server, as people say them. */
export const humanTimes = (text: string, language: string): string => text.replace(ISO, (iso) => whenShort(iso, language));

export const minutesUntil = (iso: string, now = Date.now()): number => Math.round((Date.parse(iso) - now) / 60_000);

/** 166 → "2 时 46 分". Sign is dropped. */
export function duration(minutes: number, t: TFunction): string {
  const size = Math.abs(Math.round(minutes));
  const hours = Math.floor(size / 60);
  if (hours >= 48) return t('common:duration.days', { days: Math.floor(hours / 24) });
  if (hours) return t('common:duration.hours', { hours, minutes: String(size % 60).padStart(2, '0') });
  return t('common:duration.minutes', { minutes: size });
}
