import { expect, it } from 'vitest';
import { progressOf, type DiagramNode } from './progress';

const node = (id: string, ...targets: string[]): DiagramNode => ({ id, outgoing: targets.map((target) => ({ id: `${id}-${target}`, target })), attached: [] });
const nodes = [node('start', 'gate'), node('gate', 'manager', 'risk'), node('manager', 'join'), { ...node('risk', 'join'), attached: ['late'] }, node('late', 'remind'), node('remind'), node('join', 'end'), node('end')];

it('marks the way that was taken and fades what can no longer be reached', () => {
  const progress = progressOf(nodes, new Set(['start', 'gate']), [{ element_id: 'risk', kind: 'user' }]);

  expect(progress.done).toEqual(['start', 'gate']);
  expect(progress.now).toEqual(['risk']);
  expect(progress.taken).toEqual(['start-gate', 'gate-risk']);
  expect(progress.skipped).toEqual(['manager', 'gate-manager', 'manager-join']);
});

it('follows recorded flows where the history has them', () => {
  const progress = progressOf(nodes, new Set(['start', 'start-gate', 'gate', 'gate-manager', 'manager']), [{ element_id: 'join', kind: 'incident' }]);

  expect(progress.taken).toEqual(['start-gate', 'gate-manager']);
  expect(progress.trouble).toEqual(['join']);
});
