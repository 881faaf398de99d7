/** A read-only diagram in house clothes, with an instance's progress when there is one. Loaded on its own: bpmn-js is large. */
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import '../styles/bpmn.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { Maximize, Minus, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/Icon';
import { useMode } from '../lib/theme';
import { bpmnTheme, layout } from '../tokens';
import { markKinds, paint, type Painting } from './paint';
import { TURNED, followFingers } from './touch';
import { taskCards } from './taskCards';
import { services } from './types';

interface Props {
  xml: string;
  label: string;
  painting?: Painting;
  /** 'auto' takes the height the drawing needs. */
  height?: 'auto' | string;
}

const MARGIN = 20;
const FOOT = 44; // px kept free below the drawing for the tool bar and the BPMN.iO mark
const LOWEST = 220;
const HIGHEST = 640;
const LEGIBLE = 0.55; // a smaller drawing cannot be read: on a phone it is moved with a finger instead

/** Shows the whole drawing, never larger than life, with the corner of the BPMN.iO mark kept free; where that would be
 * too small to read, its left end. */
function fit(viewer: NavigatedViewer): void {
  const { canvas } = services(viewer);
  const { inner, outer } = canvas.viewbox();
  if (!outer.width || !inner.width) return;
  const whole = Math.min(1, outer.width / (inner.width + 2 * MARGIN), (outer.height - FOOT) / (inner.height + MARGIN));
  const scale = outer.width <= layout.phone ? Math.max(LEGIBLE, whole) : whole;
  const [width, height] = [outer.width / scale, outer.height / scale];
  canvas.viewbox({ x: inner.x - Math.max(-MARGIN, width - inner.width) / 2, y: inner.y - Math.max(-MARGIN, height - FOOT / scale - inner.height) / 2, width, height });
}

/** The height at which the drawing fills the width that is there, within limits. */
function heightFor(viewer: NavigatedViewer): number {
  const { inner, outer } = services(viewer).canvas.viewbox();
  const scale = Math.min(1, outer.width / (inner.width + 2 * MARGIN));
  return Math.round(Math.min(HIGHEST, Math.max(LOWEST, (inner.height + MARGIN) * scale + FOOT)));
}

export default function Diagram({ xml, label, painting, height = '100%' }: Props) {
  const { t } = useTranslation();
  const { mode } = useMode();
  const box = useRef<HTMLDivElement>(null);
  const open = useRef<NavigatedViewer | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  useEffect(() => {
    const viewer = new NavigatedViewer({ container: box.current!, additionalModules: [taskCards], mode, ...bpmnTheme(mode) } as ConstructorParameters<typeof NavigatedViewer>[0]);
    const stopFingers = followFingers(box.current!, services(viewer).canvas, () => box.current?.closest('.turned') !== null && matchMedia(TURNED).matches);
    let alive = true;
    open.current = viewer;
    setBroken(null);
    viewer
      .importXML(xml)
      .then(() => {
        if (!alive) return;
        markKinds(viewer);
        if (painting) paint(viewer, painting, mode);
        if (height === 'auto' && box.current?.parentElement) {
          box.current.parentElement.style.height = `${heightFor(viewer)}px`;
          services(viewer).canvas.resized();
        }
        fit(viewer);
      })
      .catch((error: unknown) => alive && setBroken(error instanceof Error ? error.message : String(error)));
    return () => {
      alive = false;
      open.current = null;
      stopFingers();
      viewer.destroy();
    };
  }, [xml, painting, mode, height]);
  const zoom = (factor: number) => {
    if (!open.current) return;
    const { canvas } = services(open.current);
    canvas.zoom(canvas.zoom() * factor, 'auto');
  };
  return (
    <div className={`canvasbox ${height === 'auto' ? '' : 'own'}`} style={{ height: height === 'auto' ? LOWEST : height }} role="region" aria-label={label}>
      <div ref={box} style={{ height: '100%' }} />
      {broken && <p className="note tone-red" role="alert">{broken}</p>}
      <div className="ztool">
        <button type="button" className="icb" aria-label={t('zoomOut')} onClick={() => zoom(1 / 1.2)}>
          <Icon as={Minus} size={14} />
        </button>
        <button type="button" className="icb" aria-label={t('zoomIn')} onClick={() => zoom(1.2)}>
          <Icon as={Plus} size={14} />
        </button>
        <button type="button" className="icb" aria-label={t('zoomFit')} onClick={() => open.current && fit(open.current)}>
          <Icon as={Maximize} size={14} />
        </button>
      </div>
    </div>
  );
}
