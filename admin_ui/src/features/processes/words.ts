/** A diagram with the names that its reader understands; for looking only, never to be saved. */
const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const DI = 'http://www.omg.org/spec/BPMN/20100524/DI';
const DC = 'http://www.omg.org/spec/DD/20100524/DC';
const LETTER = 6.8; // px that a letter takes at most, on average
const ROOM = 8; // px around a name
const LINE = 84; // px up to which a name stays on one line

export function inWords(xml: string, texts: Record<string, string>): string {
  if (!Object.keys(texts).length) return xml;
  const drawing = new DOMParser().parseFromString(xml, 'application/xml');
  if (drawing.querySelector('parsererror')) return xml; // the viewer says what is wrong with it
  const said = new Map<string, string>();
  for (const element of drawing.getElementsByTagNameNS(BPMN, '*')) {
    const words = texts[element.getAttribute('name') ?? ''];
    if (!words) continue;
    element.setAttribute('name', words);
    said.set(element.getAttribute('id') ?? '', words);
  }
  for (const label of drawing.getElementsByTagNameNS(DI, 'BPMNLabel')) {
    const words = said.get(label.parentElement?.getAttribute('bpmnElement') ?? '');
    const bounds = boundsIn(label);
    if (words && bounds) widen(bounds, widthOf(words), boundsIn(label.parentElement!));
  }
  return new XMLSerializer().serializeToString(drawing);
}

const boundsIn = (place: Element): Element | undefined => [...place.children].find((child) => child.namespaceURI === DC && child.localName === 'Bounds');
const number = (bounds: Element, name: string): number => Number(bounds.getAttribute(name));

/** The viewer breaks a word that is wider than its label. */
function widthOf(words: string): number {
  const width = (letters: number) => letters * LETTER + ROOM;
  return width(words.length) <= LINE ? width(words.length) : width(Math.max(...words.split(' ').map((word) => word.length)));
}

/** A name above or below its shape grows to both sides, one beside it (or beside a line) away from it. */
function widen(bounds: Element, wanted: number, shape: Element | undefined): void {
  const [x, width] = [number(bounds, 'x'), number(bounds, 'width')];
  if (wanted <= width) return;
  const above = shape && x < number(shape, 'x') + number(shape, 'width') && x + width > number(shape, 'x');
  bounds.setAttribute('width', String(wanted));
  if (above) bounds.setAttribute('x', String(x - (wanted - width) / 2));
}
