import { useTranslation } from 'react-i18next';

const lanes = [
  { tone: 'violet', text: 'map.vip', y: 162, d: 'M150 300l80-128q6-10 18-10h194q12 0 18 10l80 128' },
  { tone: 'accent', text: 'map.standard', y: 300, d: 'M150 300H540' },
  { tone: 'amber', text: 'map.credit', y: 438, d: 'M150 300l80 128q6 10 18 10h194q12 0 18-10l80-128' },
];
const stations = [
  { x: 54, text: 'map.submit', at: 54, anchor: 'middle' },
  { x: 150, text: 'map.route', at: 145, anchor: 'end' },
  { x: 540, text: 'map.reserve', at: 546, anchor: 'start' },
  { x: 628, text: 'map.pick', at: 628, anchor: 'middle' },
  { x: 712, text: 'map.receive', at: 712, anchor: 'middle' },
] as const;
const riders = [
  [206, 212, 'violet'],
  [434, 162, 'violet'],
  [258, 438, 'amber'],
  [436, 438, 'amber'],
  [228, 300, 'accent'],
  [462, 300, 'accent'],
] as const;

/** The order's route as a line map: three lanes leave one decision and meet again. Decoration. */
export function RouteMap() {
  const { t } = useTranslation('identity');
  return (
    <svg viewBox="0 40 760 520" preserveAspectRatio="xMidYMid meet" className="art" aria-hidden>
      <path d="M-400 300H150M540 300H1160" stroke="var(--text)" strokeWidth="4" fill="none" />
      {lanes.map((lane) => (
        <path key={lane.tone} d={lane.d} fill="none" stroke={`var(--${lane.tone}-dot)`} strokeWidth="4" strokeLinejoin="round" />
      ))}
      {stations.map((station) => (
        <g key={station.text}>
          <circle cx={station.x} cy="300" r="9" fill="var(--surface)" stroke="var(--text)" strokeWidth="3.5" />
          <text x={station.at} y="338" textAnchor={station.anchor} fontSize="14" fontWeight="500" fill="var(--text)">
            {t(station.text)}
          </text>
        </g>
      ))}
      {lanes.map((lane) => (
        <g key={lane.text}>
          <rect x="280" y={lane.y - 15} width="130" height="30" rx="15" fill="var(--surface)" stroke={`var(--${lane.tone}-dot)`} strokeWidth="2" />
          <text x="345" y={lane.y + 5} textAnchor="middle" fontSize="13.5" fontWeight="500" fill={`var(--${lane.tone}-fg)`}>
            {t(lane.text)}
          </text>
        </g>
      ))}
      {riders.map(([x, y, tone]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r="6.5" fill={`var(--${tone}-dot)`} stroke="var(--canvas)" strokeWidth="3" />
      ))}
    </svg>
  );
}
