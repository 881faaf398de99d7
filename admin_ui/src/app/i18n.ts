/** Collects the texts: one namespace per feature, plus `common` and `app`. Chinese is the source; English falls back to it. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { rememberLanguage, storedLanguage, type Language } from '../lib/language';
import { queryClient } from '../lib/queryClient';

const files = import.meta.glob<Record<string, unknown>>(['../features/*/locales/*.json', '../components/locales/*.json', './locales/*.json'], { eager: true, import: 'default' });

/** '../features/tasks/locales/en.json' → ['tasks', 'en'] */
export function placeOf(path: string): [namespace: string, language: string] {
  const language = path.split('/').at(-1)!.replace('.json', '');
  const owner = path.split('/').at(-3)!;
  return [owner === 'components' ? 'common' : owner === '.' || owner === '' ? 'app' : owner, language];
}

export function resources(): Record<string, Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, texts] of Object.entries(files)) {
    const [namespace, language] = placeOf(path);
    (all[language] ??= {})[namespace] = texts;
  }
  return all;
}

export function startI18n(): void {
  const language = storedLanguage();
  void i18next.use(initReactI18next).init({
    resources: resources() as never,
    lng: language,
    fallbackLng: 'zh-CN',
    defaultNS: 'common',
    fallbackNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  rememberLanguage(language);
}

/** The service answers in the reader's language, so all that is shown is asked for again. */
export function setLanguage(language: Language): void {
  rememberLanguage(language);
  void i18next.changeLanguage(language);
  void queryClient.invalidateQueries();
}
