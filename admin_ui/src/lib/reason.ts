/** A reason counts from five characters that are not blank: the service refuses shorter ones. */
export const REASON_MIN = 5;

export const reasonEnough = (text: string): boolean => text.replace(/\s/g, '').length >= REASON_MIN;
