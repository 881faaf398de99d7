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

/** An order that is a draft has been sent back: there are no other drafts on the server. */
export function stateOf(status: StatusFields): OrderState {
  switch (status.commercial) {
    case 'rejected':
    case 'cancelled':
      return status.commercial;
    case 'closed':
      return 'delivered';
    case 'draft':
      return 'returned';
    case 'submitted':
      return 'submitted';
    case 'in_approval':
      return 'approval';
    default:
      return fulfilmentState[status.fulfilment] ?? 'credit';
  }
}

/** Where orders stand that left the main line: sent back and refused by an approver, cancelled right after submission. */
const leftAt: Partial<Record<OrderState, number>> = { returned: 1, rejected: 1, cancelled: 0 };

/** Index in `mainLine` of the step an order stands at. */
export const stepIndex = (state: OrderState, step: number): number => leftAt[state] ?? Math.min(step, mainLine.length) - 1;

/** Where an order stands, seen together with the process of its open task: waiting for risk control is the credit check. */
export function standOf(status: StatusFields, step: number, processId: string | undefined): { state: OrderState; at: number } {
  const state = stateOf(status);
  if (processId === 'credit_check' && (state === 'submitted' || state === 'approval')) return { state: 'credit', at: mainLine.indexOf('credit') };
  return { state, at: stepIndex(state, step) };
}

/** The part of an order's amount, in fen, that the customer's account already holds. */
export const heldBy = (status: StatusFields, gross: bigint): bigint => (status.commercial === 'confirmed' || status.commercial === 'closed' ? gross : 0n);

/** A word more exact than the state's own, or null: a back-ordered order is on hold for one reason only. */
export const stateDetail = (status: StatusFields): 'backordered' | 'partial' | null =>
  status.fulfilment === 'backordered' ? 'backordered' : status.fulfilment === 'partially_shipped' ? 'partial' : null;
