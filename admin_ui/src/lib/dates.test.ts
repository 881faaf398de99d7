import { afterEach, describe, expect, it } from 'vitest';
import { dayShort, showTimesIn, whenShort } from './dates';

const now = new Date('2026-11-25T01:00:00Z'); // 09:00 in Shanghai

afterEach(() => showTimesIn('Asia/Shanghai'));

describe('times', () => {
  it('are those of the company, whatever the device is set to', () => {
    showTimesIn('Asia/Shanghai');
    expect(whenShort('2026-11-24T16:30:00Z', 'zh-CN', now)).toBe('00:30');
    expect(whenShort('2026-11-24T15:30:00Z', 'zh-CN', now)).toBe('昨天 23:30');
    expect(dayShort('2025-12-31T16:30:00Z', 'zh-CN', now)).toBe('1 月 1 日');
    expect(dayShort('2025-12-31T15:30:00Z', 'zh-CN', now)).toBe('2025 年 12 月 31 日');
    showTimesIn('America/New_York');
    expect(whenShort('2026-11-24T16:30:00Z', 'en', now)).toBe('11:30');
  });

  it('fall back to the device for a zone it does not know', () => {
    showTimesIn('Middle/Earth');
    expect(whenShort('2026-11-25T00:59:00Z', 'en', now)).toMatch(/^(Yesterday )?\d\d:\d\d$|Nov/);
  });
});
