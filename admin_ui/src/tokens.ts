/**
 * Design tokens: the one source for colour, type, space, radius, shadow, density and motion.
 * `cssVars(mode)` feeds the stylesheet, `antdTheme(mode)` feeds ConfigProvider, `bpmnTheme(mode)` feeds bpmn-js
 * and `chartTheme(mode)` feeds ECharts. No other file may contain a colour literal.
 */
import { theme as antd, type ThemeConfig } from 'antd';

export type Mode = 'light' | 'dark';

/** One hue in three roles: `dot` for glyphs and bars (3:1), `fg` for text (4.5:1 on `bg` and on surface), `bg` for soft fills. */
export interface Tone { dot: string; fg: string; bg: string }
export type ToneName = 'neutral' | 'accent' | 'amber' | 'cyan' | 'green' | 'red' | 'violet';

export interface Palette {
  canvas: string; surface: string; raised: string; sunken: string; hover: string; selected: string;
  line: string; lineStrong: string; lineInput: string; node: string; flow: string; track: string;
  text: string; text2: string; text3: string; textOff: string;
  accent: string; accentHover: string; accentPress: string; accentText: string; onAccent: string; focus: string;
  danger: string; dangerHover: string; onDanger: string; scrim: string; vipBg: string; vipFg: string; inverse: string; onInverse: string; inverseLink: string;
  tone: Record<ToneName, Tone>;
}

export const palette: Record<Mode, Palette> = {
  light: {
    canvas: '#F5F6F8', surface: '#FFFFFF', raised: '#FFFFFF', sunken: '#F5F6F8', hover: '#F2F4F7', selected: '#EDF1FE',
    line: '#E6E8ED', lineStrong: '#D3D7DF', lineInput: '#8C95A4', node: '#B4BBC7', flow: '#5B6473', track: '#ECEEF2',
    text: '#161A23', text2: '#464E5E', text3: '#626B7B', textOff: '#A3ABB8',
    accent: '#3350D6', accentHover: '#2A44BE', accentPress: '#2238A3', accentText: '#2C46C4', onAccent: '#FFFFFF', focus: '#3350D6',
    danger: '#C02B22', dangerHover: '#A3221B', onDanger: '#FFFFFF', scrim: 'rgba(16,20,30,.42)', vipBg: '#2B2417', vipFg: '#F3D592', inverse: '#1C2029', onInverse: '#F4F5F8', inverseLink: '#A9B8FF',
    tone: {
      neutral: { dot: '#7B8494', fg: '#464E5E', bg: '#EEF0F3' },
      accent: { dot: '#4A66E8', fg: '#2C46C4', bg: '#ECF0FE' },
      amber: { dot: '#B97400', fg: '#7E4B00', bg: '#FDF1DA' },
      cyan: { dot: '#0E8AA3', fg: '#0A6073', bg: '#E2F4F7' },
      green: { dot: '#22925A', fg: '#166339', bg: '#E3F4EA' },
      red: { dot: '#D3392F', fg: '#A8231B', bg: '#FCEBE9' },
      violet: { dot: '#7F4FC9', fg: '#6234AE', bg: '#F2ECFB' },
    },
  },
  dark: {
    canvas: '#0D0F13', surface: '#14171C', raised: '#1C2027', sunken: '#0F1216', hover: '#1B1F26', selected: '#1E2540',
    line: '#242932', lineStrong: '#333A46', lineInput: '#69727F', node: '#4A5361', flow: '#7F8897', track: '#0F1216',
    text: '#ECEEF2', text2: '#B4BBC7', text3: '#929BA9', textOff: '#5C6573',
    accent: '#4560E4', accentHover: '#5871EE', accentPress: '#3A53CC', accentText: '#9DAEFF', onAccent: '#FFFFFF', focus: '#8398FF',
    danger: '#F0665C', dangerHover: '#F58279', onDanger: '#2A0D0B', scrim: 'rgba(0,0,0,.6)', vipBg: '#3B3120', vipFg: '#F3D592', inverse: '#E9ECF1', onInverse: '#171B22', inverseLink: '#2C46C4',
    tone: {
      neutral: { dot: '#8A93A2', fg: '#B4BBC7', bg: '#232831' },
      accent: { dot: '#7C92FF', fg: '#A9B8FF', bg: '#1E2645' },
      amber: { dot: '#E0A03A', fg: '#F0BE6B', bg: '#33260F' },
      cyan: { dot: '#3DB3CB', fg: '#7FD3E4', bg: '#0F2C33' },
      green: { dot: '#43B67C', fg: '#82D6A8', bg: '#11301F' },
      red: { dot: '#F0665C', fg: '#FF9D95', bg: '#3A1B19' },
      violet: { dot: '#A983EC', fg: '#C6ACF7', bg: '#291E3E' },
    },
  },
};

/** Chinese text is never set below 12 px; 11 px is for Latin key caps only. */
export const type = {
  family: '"Inter Variable","PingFang SC","HarmonyOS Sans SC","Noto Sans SC Variable","Noto Sans CJK SC","Microsoft YaHei UI",system-ui,sans-serif',
  mono: '"SF Mono",ui-monospace,"JetBrains Mono","DejaVu Sans Mono",Consolas,monospace',
  size: { caption: 12, body: 13, read: 14, section: 15, title: 18, figure: 22, hero: 28 },
  line: { caption: 18, body: 20, read: 22, section: 22, title: 26, figure: 28, hero: 36 },
  weight: { regular: 400, medium: 500, semibold: 600 },
} as const;
export const space = { x1: 4, x2: 8, x3: 12, x4: 16, x5: 20, x6: 24, x8: 32, x10: 40, x12: 48 } as const;
export const radius = { chip: 4, control: 6, card: 8, sheet: 10, modal: 12, full: 999 } as const;
export const layout = { rail: 64, panel: 204, header: 52, gutter: 24, side: 344, phone: 640, tablet: 1024, foldPanel: 1320 } as const;
export const density = {
  compact: { control: 30, row: 40, listRow: 62 }, // default on desktop
  comfortable: { control: 32, row: 46, listRow: 72 },
  touch: { control: 44, row: 56, listRow: 84 }, // below 640 px, always
} as const;
export const shadow: Record<Mode, { pop: string; float: string }> = {
  light: { pop: '0 1px 2px rgba(16,22,36,.06),0 8px 24px -6px rgba(16,22,36,.14)', float: '0 2px 6px rgba(16,22,36,.10),0 18px 44px -12px rgba(16,22,36,.28)' },
  dark: { pop: '0 0 0 1px rgba(255,255,255,.05),0 8px 24px rgba(0,0,0,.5)', float: '0 0 0 1px rgba(255,255,255,.07),0 18px 44px rgba(0,0,0,.6)' },
};
export const motion = {
  instant: 80, quick: 140, settle: 220, undoWindow: 8000,
  ease: 'cubic-bezier(.2,.8,.2,1)', exit: 'cubic-bezier(.4,0,1,1)',
} as const;

/** Order life cycle. `fill` is the eighths of the progress glyph; `glyph` replaces the pie for states off the main line. */
export type OrderState = 'draft' | 'submitted' | 'approval' | 'credit' | 'reserved' | 'picking' | 'shipped' | 'delivered' | 'returned' | 'rejected' | 'hold' | 'exception' | 'cancelled';
export interface StateStyle { zh: string; en: string; tone: ToneName; fill?: number; glyph?: 'check' | 'cross' | 'pause' | 'back' | 'bang' | 'dash' }
export const orderState: Record<OrderState, StateStyle> = {
  draft: { zh: '草稿', en: 'Draft', tone: 'neutral', fill: 0 },
  submitted: { zh: '已提交', en: 'Submitted', tone: 'accent', fill: 1 },
  approval: { zh: '审批中', en: 'In approval', tone: 'accent', fill: 2 },
  credit: { zh: '信用核查', en: 'Credit check', tone: 'violet', fill: 3 },
  reserved: { zh: '已预占', en: 'Reserved', tone: 'cyan', fill: 4 },
  picking: { zh: '拣货中', en: 'Picking', tone: 'cyan', fill: 5 },
  shipped: { zh: '运输中', en: 'In transit', tone: 'cyan', fill: 6 },
  delivered: { zh: '已签收', en: 'Delivered', tone: 'green', glyph: 'check' },
  returned: { zh: '退回修改', en: 'Returned', tone: 'amber', glyph: 'back' },
  rejected: { zh: '已驳回', en: 'Rejected', tone: 'red', glyph: 'cross' },
  hold: { zh: '已暂挂', en: 'On hold', tone: 'amber', glyph: 'pause' },
  exception: { zh: '异常', en: 'Exception', tone: 'red', glyph: 'bang' },
  cancelled: { zh: '已取消', en: 'Cancelled', tone: 'neutral', glyph: 'dash' },
};
/** SLA by share of the allowed time left: > 50 % calm, 50–20 % watch, < 20 % urgent, < 0 overdue. */
export const slaTone = (leftMin: number, totalMin: number): { tone: ToneName; key: 'calm' | 'watch' | 'urgent' | 'overdue' } =>
  leftMin < 0 ? { tone: 'red', key: 'overdue' } : leftMin / totalMin < 0.2 ? { tone: 'red', key: 'urgent' } : leftMin / totalMin < 0.5 ? { tone: 'amber', key: 'watch' } : { tone: 'neutral', key: 'calm' };
/** Credit use after this order: <= 80 % free, <= 100 % near the limit, > 100 % over. */
export const creditTone = (ratio: number): ToneName => (ratio > 1 ? 'red' : ratio > 0.8 ? 'amber' : 'green');

const kebab = (s: string) => s.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
export function cssVars(mode: Mode): Record<string, string> {
  const { tone, ...flat } = palette[mode];
  const out: Record<string, string> = { '--font': type.family, '--mono': type.mono, '--pop': shadow[mode].pop, '--float': shadow[mode].float, '--ease': motion.ease, '--quick': `${motion.quick}ms`, '--settle': `${motion.settle}ms` };
  for (const [k, v] of Object.entries(flat)) out[`--${kebab(k)}`] = v;
  for (const [k, v] of Object.entries(space)) out[`--${k}`] = `${v}px`;
  for (const [k, v] of Object.entries(radius)) out[`--r-${k}`] = `${v}px`;
  for (const [k, v] of Object.entries(layout)) out[`--l-${k}`] = `${v}px`;
  for (const [k, v] of Object.entries(type.size)) out[`--t-${k}`] = `${v}px/${type.line[k as keyof typeof type.line]}px`;
  for (const [n, t] of Object.entries(tone)) for (const [k, v] of Object.entries(t)) out[`--${n}-${k}`] = v as string;
  return out;
}

/** `still`: no motion, for readers who asked their system for less of it. */
export function antdTheme(mode: Mode, still = false): ThemeConfig {
  const p = palette[mode];
  const input = { colorBorder: p.lineInput, hoverBorderColor: p.accent, activeBorderColor: p.accent, activeShadow: `0 0 0 2px color-mix(in srgb, ${p.focus} 22%, transparent)` };
  return {
    // the dark algorithm would re-tint our accent; put the exact values back on top of it
    algorithm: (seed) => ({ ...(mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm)(seed), colorPrimary: p.accent, colorPrimaryHover: p.accentHover, colorPrimaryActive: p.accentPress, colorError: p.danger, colorErrorHover: p.dangerHover, colorErrorActive: p.dangerHover, colorErrorBorderHover: p.dangerHover, colorErrorBg: p.tone.red.bg }),
    cssVar: { key: `oms-${mode}` },
    token: {
      motion: !still,
      colorPrimary: p.accent, colorPrimaryHover: p.accentHover, colorPrimaryActive: p.accentPress, colorLink: p.accentText, colorLinkHover: p.accentText, colorInfo: p.accent,
      colorSuccess: p.tone.green.dot, colorWarning: p.tone.amber.dot, colorError: p.danger, colorErrorHover: p.dangerHover, colorErrorText: p.tone.red.fg,
      colorText: p.text, colorTextSecondary: p.text2, colorTextTertiary: p.text3, colorTextQuaternary: p.textOff, colorTextPlaceholder: p.text3, colorTextDescription: p.text3, colorTextHeading: p.text,
      colorBgBase: p.surface, colorBgContainer: p.surface, colorBgElevated: p.raised, colorBgLayout: p.canvas, colorBorder: p.lineStrong, colorBorderSecondary: p.line, colorSplit: p.line,
      colorFillAlter: p.sunken, controlItemBgHover: p.hover, controlItemBgActive: p.selected, controlItemBgActiveHover: p.selected, controlOutline: `color-mix(in srgb, ${p.focus} 22%, transparent)`,
      fontFamily: type.family, fontFamilyCode: type.mono, fontSize: type.size.body, fontSizeSM: type.size.caption, fontSizeLG: type.size.read, lineHeight: 20 / 13, fontWeightStrong: type.weight.semibold,
      borderRadius: radius.control, borderRadiusSM: radius.chip, borderRadiusLG: radius.card, controlHeight: density.compact.control, controlHeightSM: 24, controlHeightLG: 38,
      boxShadow: shadow[mode].pop, boxShadowSecondary: shadow[mode].pop, motionDurationFast: '0.08s', motionDurationMid: '0.14s', motionDurationSlow: '0.22s', motionEaseOut: motion.ease, wireframe: false,
    },
    components: {
      Button: { fontWeight: type.weight.medium, dangerColor: p.onDanger, defaultShadow: 'none', primaryShadow: 'none', dangerShadow: 'none', paddingInline: 12, paddingInlineSM: 8, contentFontSizeSM: 12, defaultBg: p.surface, defaultBorderColor: p.lineStrong, defaultColor: p.text, colorErrorBorderHover: p.danger },
      Input: input, InputNumber: { ...input, handleVisible: 'auto' }, Select: { ...input, optionSelectedBg: p.selected, optionActiveBg: p.hover, optionSelectedFontWeight: 500 }, DatePicker: input, Checkbox: { colorBorder: p.lineInput, borderRadiusSM: 4 }, Radio: { colorBorder: p.lineInput },
      Table: { headerBg: p.surface, headerColor: p.text3, headerSplitColor: 'transparent', rowHoverBg: p.hover, rowSelectedBg: p.selected, rowSelectedHoverBg: p.selected, borderColor: p.line, cellPaddingBlockSM: 7, cellPaddingInlineSM: 12, cellFontSizeSM: 13, headerBorderRadius: 0 },
      Segmented: { trackBg: p.track, itemSelectedBg: mode === 'dark' ? p.lineStrong : p.surface, itemColor: p.text2, itemSelectedColor: p.text, trackPadding: 2 },
      Tabs: { horizontalItemPadding: '10px 0', horizontalItemGutter: 20, titleFontSize: 13, itemColor: p.text2, itemSelectedColor: p.text, inkBarColor: p.text },
      Tooltip: { colorBgSpotlight: p.inverse, colorTextLightSolid: p.onInverse, fontSize: 12 }, Switch: { trackHeight: 18, handleSize: 14, trackMinWidth: 32 }, Form: { labelColor: p.text2, labelFontSize: 12, verticalLabelPadding: '0 0 4px', itemMarginBottom: 14 },
    },
  };
}

export const bpmnTheme = (mode: Mode) => {
  const p = palette[mode];
  return {
    bpmnRenderer: { defaultFillColor: p.surface, defaultStrokeColor: p.flow, defaultLabelColor: p.text },
    textRenderer: { defaultStyle: { fontFamily: type.family, fontSize: 14, fontWeight: 500, lineHeight: 1.3 }, externalStyle: { fontFamily: type.family, fontSize: 12, fontWeight: 400, lineHeight: 1.35 } },
  };
};
export const bpmnTone = (mode: Mode) => ({ done: palette[mode].tone.green.dot, now: palette[mode].tone.violet.dot });
export const chartTheme = (mode: Mode) => {
  const p = palette[mode];
  return {
    color: [p.tone.accent.dot, p.textOff, p.tone.cyan.dot, p.tone.amber.dot, p.tone.green.dot], textStyle: { fontFamily: type.family, fontSize: 12, color: p.text3 },
    axis: { axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: p.line } }, axisLabel: { color: p.text3, fontSize: 12 } },
    tooltip: { backgroundColor: p.raised, borderColor: p.line, borderWidth: 1, textStyle: { color: p.text, fontSize: 12 }, extraCssText: `box-shadow:${shadow[mode].pop};border-radius:8px` }, palette: p,
  };
};
