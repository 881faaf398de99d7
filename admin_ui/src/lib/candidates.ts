/** Who may take a task: members of its groups, and people that the diagram names by login. */
export interface Candidates {
  candidate_groups: string[];
  candidate_users: string[];
}

export const isCandidate = (task: Candidates, me: { username: string; groups: string[] }): boolean =>
  task.candidate_users.includes(me.username.toLowerCase()) || task.candidate_groups.some((group) => me.groups.includes(group));
