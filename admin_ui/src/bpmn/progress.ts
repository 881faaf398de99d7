/** Which parts of a diagram are done, current, in trouble or no longer reachable, from an instance's tokens and path. Pure. */

export interface DiagramNode {
  id: string;
  outgoing: { id: string; target: string }[];
  /** Boundary events attached to this node: reachable as long as it is. */
  attached: string[];
}

export interface TokenAt {
  element_id: string;
  kind: string;
}

export interface Progress {
  done: string[];
  now: string[];
  trouble: string[];
  taken: string[];
  skipped: string[];
}

export function progressOf(nodes: DiagramNode[], visited: ReadonlySet<string>, tokens: TokenAt[]): Progress {
  const live = new Set(tokens.map((token) => token.element_id));
  const trouble = tokens.filter((token) => token.kind === 'incident').map((token) => token.element_id);
  const reachable = reach(nodes, live);
  const flows = nodes.flatMap((node) => node.outgoing.map((flow) => ({ ...flow, source: node.id })));
  const recorded = flows.some((flow) => visited.has(flow.id));
  const taken = flows.filter((flow) => (recorded ? visited.has(flow.id) : visited.has(flow.source) && (visited.has(flow.target) || live.has(flow.target)))).map((flow) => flow.id);
  const untouched = (id: string) => !visited.has(id) && !live.has(id) && !reachable.has(id);
  const skippedNodes = nodes.filter((node) => untouched(node.id)).map((node) => node.id);
  const gone = new Set(skippedNodes);
  const skippedFlows = flows.filter((flow) => !taken.includes(flow.id) && (gone.has(flow.source) || gone.has(flow.target) || (visited.has(flow.source) && !reachable.has(flow.source) && !live.has(flow.source))));
  return {
    done: nodes.filter((node) => visited.has(node.id) && !live.has(node.id)).map((node) => node.id),
    now: [...live].filter((id) => !trouble.includes(id)),
    trouble,
    taken,
    skipped: [...skippedNodes, ...skippedFlows.map((flow) => flow.id)],
  };
}

function reach(nodes: DiagramNode[], from: Iterable<string>): Set<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const queue = [...from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = byId.get(id);
    for (const next of [...(node?.outgoing ?? []).map((flow) => flow.target), ...(node?.attached ?? [])]) {
      if (!seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  return seen;
}
