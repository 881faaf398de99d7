/** Paints an instance's progress onto an open viewer: markers, tinted flows, tokens and time pills. */
import { getDi } from 'bpmn-js/lib/util/ModelUtil';
import type NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { bpmnTone, type Mode } from '../tokens';
import { progressOf, type DiagramNode } from './progress';
import { services, type BpmnElement } from './types';

export interface PaintedToken {
  element_id: string;
  kind: string;
  pill: string;
  late: boolean;
}

export interface Painting {
  visited: ReadonlySet<string>;
  repeats: Record<string, number>;
  tokens: PaintedToken[];
}

/** End events get a heavier ring, pools and lanes a lighter frame. */
export function markKinds(viewer: NavigatedViewer): void {
  const { canvas, registry } = services(viewer);
  for (const element of registry.getAll()) {
    if (element.type === 'bpmn:EndEvent') canvas.addMarker(element.id, 'e-end');
    if (element.type === 'bpmn:Participant' || element.type === 'bpmn:Lane') canvas.addMarker(element.id, 'e-frame');
  }
}

export function paint(viewer: NavigatedViewer, painting: Painting, mode: Mode): void {
  const { canvas, registry, overlays } = services(viewer);
  const known = painting.tokens.filter((token) => registry.get(token.element_id));
  const progress = progressOf(nodesOf(registry.getAll()), painting.visited, known);
  const mark = (ids: string[], marker: string) => ids.forEach((id) => registry.get(id) && canvas.addMarker(id, marker));
  mark(progress.done, 's-done');
  mark(progress.now, 's-now');
  mark(progress.trouble, 's-err');
  mark(progress.skipped, 's-skip');
  mark(progress.taken, 's-path');
  tint(viewer, progress.taken, bpmnTone(mode).done);
  const counts = new Map<string, PaintedToken[]>();
  for (const token of known) counts.set(token.element_id, [...(counts.get(token.element_id) ?? []), token]);
  for (const [id, tokens] of counts) {
    const width = registry.get(id)?.width ?? 0;
    const [first] = tokens;
    overlays.add(id, { position: { bottom: 9, right: 9 }, html: plate('tok', String(tokens.length), first.kind === 'incident' ? 'bad' : '') });
    if (first.pill && width > 40) overlays.add(id, { position: { top: -11, left: width / 2 }, html: plate('pill', first.pill, first.late ? 'hot' : '') });
  }
  for (const [id, times] of Object.entries(painting.repeats)) {
    const element = registry.get(id);
    if (times > 1 && element && !element.waypoints && !counts.has(id)) overlays.add(id, { position: { top: -11, left: element.width / 2 }, html: plate('pill', `×${times}`, '') });
  }
}

function plate(kind: string, text: string, extra: string): HTMLElement {
  const span = document.createElement('span');
  span.className = `${kind} ${extra}`.trim();
  span.textContent = text;
  return span;
}

/** Recolours flows with their arrow heads, which no CSS class reaches. Read-only view: never written back to the file. */
function tint(viewer: NavigatedViewer, ids: string[], colour: string): void {
  const { canvas, registry, graphics } = services(viewer);
  for (const id of ids) {
    const element = registry.get(id);
    if (!element?.waypoints) continue;
    getDi(element as never)?.set('bioc:stroke', colour);
    graphics.update('connection', element, canvas.getGraphics(element));
  }
}

function nodesOf(elements: BpmnElement[]): DiagramNode[] {
  return elements
    .filter((element) => !element.waypoints && !element.labelTarget && /Task|Event|Gateway|Activity|SubProcess/.test(element.type))
    .map((element) => ({
      id: element.id,
      outgoing: (element.outgoing ?? []).filter((flow) => flow.type === 'bpmn:SequenceFlow' && flow.target).map((flow) => ({ id: flow.id, target: flow.target!.id })),
      attached: (element.attachers ?? []).map((event) => event.id),
    }));
}
