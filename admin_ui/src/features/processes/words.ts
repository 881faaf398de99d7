/** A diagram with the names that its reader understands; for looking only, never to be saved. */
const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

export function inWords(xml: string, texts: Record<string, string>): string {
  if (!Object.keys(texts).length) return xml;
  const drawing = new DOMParser().parseFromString(xml, 'application/xml');
  if (drawing.querySelector('parsererror')) return xml; // the viewer says what is wrong with it
  for (const element of drawing.getElementsByTagNameNS(BPMN, '*')) {
    const said = texts[element.getAttribute('name') ?? ''];
    if (said) element.setAttribute('name', said);
  }
  return new XMLSerializer().serializeToString(drawing);
}
