import { expect, it } from 'vitest';
import { isCandidate } from './candidates';

const me = { username: 'Wang', groups: ['warehouse'] };

it.each([
  [['warehouse'], [], true],
  [['sales'], ['wang'], true],
  [['sales'], ['zhao'], false],
  [[], [], false],
])('groups %j and users %j: %s', (candidate_groups, candidate_users, mine) =>
  expect(isCandidate({ candidate_groups, candidate_users }, me)).toBe(mine),
);
