import { useTranslation } from 'react-i18next';
import { mainLine } from '../lib/orderState';
import { orderState, type OrderState } from '../tokens';

const signs: Record<string, string> = {
  check: 'M4.2 7.2 6.2 9.2 9.9 5.1',
  cross: 'M4.9 4.9 9.1 9.1M9.1 4.9 4.9 9.1',
  pause: 'M5.5 4.8v4.4M8.5 4.8v4.4',
  back: 'M8.9 9.4V7.6a1.4 1.4 0 0 0-1.4-1.4H4.6M6.2 4.4 4.5 6.2l1.7 1.8',
  bang: 'M7 3.9v3.6M7 9.7v.3',
  dash: 'M4.6 7h4.8',
};
const PIE_RADIUS = 3.5;
const PIE_LENGTH = 2 * Math.PI * PIE_RADIUS;

/** Progress glyph: a pie in eighths on the main line, a sign off it. Never colour alone. */
export function StateGlyph({ state, size = 14 }: { state: OrderState; size?: number }) {
  const style = orderState[state];
  const colour = `var(--${style.tone}-dot)`;
  return (
    <svg width={size} height={size} viewBox="0 0 14 14" className="ic block" aria-hidden>
      {style.glyph ? <Sign d={signs[style.glyph]} colour={colour} /> : <Pie eighths={style.fill ?? 0} colour={colour} />}
    </svg>
  );
}

const Sign = ({ d, colour }: { d: string; colour: string }) => (
  <>
    <circle cx="7" cy="7" r="6.5" fill={colour} />
    <path d={d} fill="none" stroke="var(--surface)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
  </>
);

const Pie = ({ eighths, colour }: { eighths: number; colour: string }) => (
  <>
    <circle cx="7" cy="7" r="5.75" fill="none" stroke={colour} strokeWidth="1.5" strokeDasharray={eighths ? undefined : '2 1.6'} />
    {eighths > 0 && (
      <circle
        cx="7"
        cy="7"
        r={PIE_RADIUS / 2}
        fill="none"
        stroke={colour}
        strokeWidth={PIE_RADIUS}
        strokeDasharray={`${(PIE_LENGTH / 2) * (eighths / 8)} ${PIE_LENGTH}`}
        transform="rotate(-90 7 7)"
      />
    )}
  </>
);

/** Glyph and word: quiet in tables, a soft chip in a page head. */
export function StateChip({ state, soft, detail }: { state: OrderState; soft?: boolean; detail?: string | null }) {
  const { t } = useTranslation();
  return (
    <span className={soft ? `chip lg tone-${orderState[state].tone}` : 'quiet'}>
      <StateGlyph state={state} />
      {t(detail ? `state.${detail}` : `state.${state}`)}
    </span>
  );
}

/** Seven small bars: how far along the main line. `at` is the index of the current step, -1 for none. */
export function MiniTrack({ state, at }: { state: OrderState; at: number }) {
  const { t } = useTranslation();
  const tone = `var(--${orderState[state].tone}-dot)`;
  return (
    <span className="mini" role="img" aria-label={t('step', { n: at + 1, total: mainLine.length })}>
      {mainLine.map((step, index) => (
        <i key={step} style={{ background: index < at ? 'var(--neutral-dot)' : index === at ? tone : undefined }} />
      ))}
    </span>
  );
}
