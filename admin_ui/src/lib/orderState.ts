/** From the three status fields and the step to the one state that glyph, chip and track show. */
import type { OrderState } from '../tokens';

export interface StatusFields {
  commercial: string;
  fulfilment: string;
}

/** The seven steps, in order: an order's `step` 1 is the first. */
export const mainLine: OrderState[] = ['submitted', 'approval', 'credit', 'reserved', 'picking', 'shipped', 'delivered'];

const fulfilmentState: Record<string, OrderState> = {
  reserved: 'reserved',
  backordered: 'hold',
  picking: 'picking',
  partially_shipped: 'shipped',
  shipped: 'shipped',
  delivered: 'delivered',
};

export function stateOf(status: StatusFields, step: number): OrderState {
  switch (status.commercial) {
    case 'rejected':
    case 'cancelled':
      return status.commercial;
    case 'closed':
      return 'delivered';
    case 'draft':
      return step > 0 ? 'returned' : 'draft';
    case 'submitted':
      return 'submitted';
    case 'in_approval':
      return step >= 3 ? 'credit' : 'approval';
    default:
      return fulfilmentState[status.fulfilment] ?? (step >= 4 ? 'reserved' : 'credit');
  }
}

/** Index in `mainLine` of the step an order stands at, -1 before the first. */
export const stepIndex = (step: number): number => Math.min(step, mainLine.length) - 1;

/** A word more exact than the state's own, or null: a back-ordered order is on hold for one reason only. */
export const stateDetail = (status: StatusFields): 'backordered' | 'partial' | null =>
  status.fulfilment === 'backordered' ? 'backordered' : status.fulfilment === 'partially_shipped' ? 'partial' : null;
