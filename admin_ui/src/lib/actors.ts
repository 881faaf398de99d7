/** Who did something, as people say it: the system, a carrier by its name, everybody else by login. */
import type { TFunction } from 'i18next';

const CARRIER = /^carrier:(.+)$/;

export function actorName(actor: string, t: TFunction): string {
  if (actor === 'system') return t('common:system');
  const carrier = CARRIER.exec(actor)?.[1];
  return carrier ? t(`common:carrier.${carrier}`, { defaultValue: carrier }) : actor;
}
