/** The parts of bpmn-js's services that this folder calls. */
import type NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

export interface BpmnElement {
  id: string;
  type: string;
  width: number;
  height: number;
  x: number;
  y: number;
  waypoints?: unknown[];
  labelTarget?: BpmnElement;
  source?: BpmnElement;
  target?: BpmnElement;
  outgoing?: BpmnElement[];
  attachers?: BpmnElement[];
  businessObject: { name?: string; loopCharacteristics?: unknown };
}

export interface TextRenderer {
  createText(text: string, options: object): SVGElement;
}

export interface Canvas {
  addMarker(id: string, marker: string): void;
  getGraphics(element: BpmnElement): SVGElement;
  viewbox(): { inner: { x: number; y: number; width: number; height: number }; outer: { width: number; height: number } };
  viewbox(box: { x: number; y: number; width: number; height: number }): void;
  resized(): void;
  scroll(by: { dx: number; dy: number }): void;
  zoom(): number;
  zoom(level: number | 'fit-viewport', center?: 'auto' | { x: number; y: number }): number;
}
export interface ElementRegistry {
  get(id: string): BpmnElement | undefined;
  getAll(): BpmnElement[];
}
export interface Overlays {
  add(id: string, overlay: { position: Record<string, number>; html: string | HTMLElement }): void;
}
export interface GraphicsFactory {
  update(type: 'connection', element: BpmnElement, graphics: SVGElement): void;
}

export const services = (viewer: NavigatedViewer) => ({
  canvas: viewer.get<Canvas>('canvas'),
  registry: viewer.get<ElementRegistry>('elementRegistry'),
  overlays: viewer.get<Overlays>('overlays'),
  graphics: viewer.get<GraphicsFactory>('graphicsFactory'),
});
