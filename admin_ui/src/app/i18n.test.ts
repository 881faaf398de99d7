import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeOf, resources } from './i18n';

const SRC = join(__dirname, '..');
const all = resources();

function keysOf(texts: unknown, path = ''): string[] {
  if (typeof texts !== 'object' || texts === null) return [path];
  return Object.entries(texts).flatMap(([key, value]) => keysOf(value, path ? `${path}.${key}` : key));
}

const placeholders = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort().join();
const textAt = (texts: unknown, key: string): unknown => key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], texts);

describe('texts', () => {
  it.each(Object.keys(all['zh-CN']))('%s has the same keys and placeholders in Chinese and English', (namespace) => {
    const [zh, en] = [all['zh-CN'][namespace], all.en[namespace]];
    expect(keysOf(en).sort()).toEqual(keysOf(zh).sort());
    for (const key of keysOf(zh)) expect([key, placeholders(String(textAt(en, key)))]).toEqual([key, placeholders(String(textAt(zh, key)))]);
  });

  it('exist for every key that a component names', () => {
    const missing: string[] = [];
    for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file) || /\.test\./.test(file)) continue;
      const source = readFileSync(join(SRC, file), 'utf8');
      const own = /useTranslation\('(\w+)'\)/.exec(source)?.[1] ?? 'common';
      for (const [, key] of source.matchAll(/\bt\('([\w:.]+)'/g)) {
        const [namespace, name] = key.includes(':') ? key.split(':') : [own, key];
        const found = textAt(all['zh-CN'][namespace], name) ?? textAt(all['zh-CN'].common, name);
        if (typeof found !== 'string' && !FUNCTIONS_OF_T.some((pattern) => pattern.test(file))) missing.push(`${file}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('are found by the folder they lie in', () => {
    expect(placeOf('../features/tasks/locales/en.json')).toEqual(['tasks', 'en']);
    expect(placeOf('../components/locales/zh-CN.json')).toEqual(['common', 'zh-CN']);
    expect(placeOf('./locales/en.json')).toEqual(['app', 'en']);
  });
});

// Modules that take `t` as an argument and so do not say their namespace.
const FUNCTIONS_OF_T = [/facts\.ts$/];
