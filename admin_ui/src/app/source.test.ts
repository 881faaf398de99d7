import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(__dirname, '..');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(tsx?|css)$/.test(file) && file !== 'api/schema.d.ts');
const read = (file: string) => readFileSync(join(SRC, file), 'utf8');

describe('source files', () => {
  it('have at most 250 lines', () => {
    expect(files.filter((file) => read(file).split('\n').length > 251)).toEqual([]);
  });

  it('take colours from the tokens only', () => {
    const literal = /#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(/;
    expect(files.filter((file) => file !== 'tokens.ts' && !/\.test\./.test(file) && literal.test(read(file)))).toEqual([]);
  });

  it('import one way: features never each other, shared parts never features', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const feature = /^features\/(\w+)\//.exec(file)?.[1];
      const shared = /^(components|lib|bpmn|api)\//.test(file);
      for (const [, target] of read(file).matchAll(/from '(\.[^']+)'/g)) {
        const place = join(file, '..', target);
        const other = /^features\/(\w+)\//.exec(place)?.[1];
        if ((feature && ((other && other !== feature) || place.startsWith('app/'))) || (shared && (other || place.startsWith('app/')))) wrong.push(`${file} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
