/** When each finished step of an order was done, and by whom, read from its timeline (newest first). */
import type { TimelineItem } from '../../api/types';
import type { OrderState } from '../../tokens';

export interface StepDone {
  at: string;
  actor: string | null;
}

const ends: Partial<Record<OrderState, (item: TimelineItem) => boolean>> = {
  submitted: (item) => /^order\.(submitted|resubmitted)$/.test(item.action),
  approval: (item) => item.action === 'task.completed' && /approve/.test(item.element_id ?? ''),
  credit: (item) => item.action === 'order.confirmed',
  reserved: (item) => item.action === 'order.reserved',
  picking: (item) => item.action === 'task.completed' && item.element_id === 'pick',
  shipped: (item) => item.action === 'order.shipped',
  delivered: (item) => item.action === 'order.delivered',
};

export function stepTimes(items: TimelineItem[]): Partial<Record<OrderState, StepDone>> {
  const found: Partial<Record<OrderState, StepDone>> = {};
  for (const [step, isEnd] of Object.entries(ends) as [OrderState, (item: TimelineItem) => boolean][]) {
    const item = items.find(isEnd);
    if (item) found[step] = { at: item.at, actor: item.actor === 'system' ? null : item.actor };
  }
  return found;
}
