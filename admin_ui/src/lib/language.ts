/** Which language the reader chose: kept on this device, Chinese unless the browser asks for something else. */
export type Language = 'zh-CN' | 'en';

const KEY = 'orderflow.language';

export function storedLanguage(): Language {
  const saved = localStorage.getItem(KEY);
  if (saved === 'zh-CN' || saved === 'en') return saved;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

let current: Language = storedLanguage();

export const currentLanguage = (): string => (current === 'en' ? 'en' : 'zh');

export function rememberLanguage(language: Language): void {
  current = language;
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}
