/** Draws tasks as small cards: a tinted type tile on the left, the name beside it. Other shapes stay as bpmn-js draws them. */
import { getDi, is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import BaseRenderer from 'diagram-js/lib/draw/BaseRenderer';
import { append, attr, create } from 'tiny-svg';
import { palette, type, type Mode, type ToneName } from '../tokens';
import type { BpmnElement, TextRenderer } from './types';

const icons: Record<string, [ToneName, string]> = {
  'bpmn:UserTask': ['accent', 'M17 8a5 5 0 1 1-10 0a5 5 0 0 1 10 0M20 21a8 8 0 0 0-16 0'],
  'bpmn:ServiceTask': ['cyan', 'M13 2 4.1 12.7a1 1 0 0 0 .8 1.6H11l-1 7.7 8.9-10.7a1 1 0 0 0-.8-1.6H12z'],
  'bpmn:BusinessRuleTask': ['amber', 'M3 9h18M9 3v18M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z'],
  'bpmn:ScriptTask': ['neutral', 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01'],
  'bpmn:CallActivity': ['violet', 'M4 4h16v16H4zM9 12h6M12 9v6'],
  'bpmn:ReceiveTask': ['violet', 'M3 6h18v13H3zM3 7l9 6 9-6'],
  'bpmn:SendTask': ['violet', 'M3 6h18v13H3zM3 7l9 6 9-6'],
};
const PRIORITY = 1500;
const TILE = 24;

/** Five Chinese letters stay on one line, and a word of ten letters in one piece, when set a step smaller. */
const sizeOf = (name: string): { fontSize?: number } => (/^[\u4e00-\u9fff]{5}$|\w{10}/.test(name) ? { fontSize: type.size.caption } : {});

export class TaskCards extends BaseRenderer {
  static $inject = ['eventBus', 'bpmnRenderer', 'textRenderer', 'config.mode'];

  constructor(
    eventBus: ConstructorParameters<typeof BaseRenderer>[0],
    private readonly base: BaseRenderer,
    private readonly text: TextRenderer,
    private readonly mode: Mode = 'light',
  ) {
    super(eventBus, PRIORITY);
  }

  canRender(element: BpmnElement): boolean {
    return !element.labelTarget && isAny(element, Object.keys(icons)) && !element.businessObject.loopCharacteristics;
  }

  drawShape(parent: SVGElement, element: BpmnElement): SVGElement {
    const { width, height } = element;
    const colours = palette[this.mode];
    const kind = Object.keys(icons).find((name) => is(element, name)) ?? 'bpmn:ServiceTask';
    const [toneName, d] = icons[kind];
    const tone = colours.tone[toneName];
    const di = getDi(element as never);
    const box = create('rect');
    attr(box, { x: 0, y: 0, width, height, rx: 8, ry: 8, fill: di?.get('bioc:fill') ?? colours.surface, stroke: di?.get('bioc:stroke') ?? colours.node, strokeWidth: 1.5 });
    append(parent, box);
    const tile = create('rect');
    attr(tile, { x: 7, y: height / 2 - TILE / 2, width: TILE, height: TILE, rx: 6, fill: tone.bg });
    append(parent, tile);
    const icon = create('path');
    attr(icon, { d, fill: 'none', stroke: tone.dot, 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', transform: `translate(11.5 ${height / 2 - 7.5}) scale(.625)` });
    append(parent, icon);
    const name = element.businessObject.name ?? '';
    const label = this.text.createText(name, { box: { width: width - 37, height }, align: 'left-middle', padding: 0, style: { fill: colours.text, ...sizeOf(name) } });
    attr(label, { transform: 'translate(36 0)' });
    append(parent, label);
    return box;
  }

  getShapePath(element: BpmnElement): string {
    return this.base.getShapePath(element as never) as unknown as string;
  }
}

export const taskCards = { __init__: ['taskCards'], taskCards: ['type', TaskCards] };
