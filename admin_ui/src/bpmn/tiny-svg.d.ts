declare module 'tiny-svg' {
  export function create(name: string): SVGElement;
  export function attr(element: SVGElement, attributes: Record<string, string | number>): SVGElement;
  export function append(parent: SVGElement, child: SVGElement): SVGElement;
}
