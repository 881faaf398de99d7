/** Times as people say them: today shows the time only, other days the day too. All input is ISO-8601 UTC. */
import type { TFunction } from 'i18next';

const locale = (language: string) => (language === 'en' ? 'en-GB' : 'zh-CN');
const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false };

export function whenShort(iso: string, language: string, now = new Date()): string {
  const at = new Date(iso);
  const time = at.toLocaleTimeString(locale(language), clock);
  if (at.toDateString() === now.toDateString()) return time;
  const yesterday = new Date(now.getTime() - 86_400_000);
  if (at.toDateString() === yesterday.toDateString()) return language === 'en' ? `Yesterday ${time}` : `昨天 ${time}`;
  return `${dayShort(iso, language, now)} ${time}`;
}

export function dayShort(iso: string, language: string, now = new Date()): string {
  const at = new Date(iso);
  const year: Intl.DateTimeFormatOptions = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' };
  if (language === 'en') return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year });
  const day = `${at.getMonth() + 1} 月 ${at.getDate()} 日`;
  return year.year ? `${at.getFullYear()} 年 ${day}` : day;
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
