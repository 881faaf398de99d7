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

/** What the server calls the step of the credit check. */
const CREDIT_STEP = 3;

/** An order that is a draft has been sent back: there are no other drafts on the server. Until it is confirmed the step
 * says whether its credit is being decided. */
export function stateOf(status: StatusFields, step: number): OrderState {
  switch (status.commercial) {
    case 'rejected':
    case 'cancelled':
      return status.commercial;
    case 'closed':
      return 'delivered';
    case 'draft':
      return 'returned';
    case 'submitted':
      return step === CREDIT_STEP ? 'credit' : 'submitted';
    case 'in_approval':
      return step === CREDIT_STEP ? 'credit' : 'approval';
    default:
      return fulfilmentState[status.fulfilment] ?? 'credit';
  }
}

/** Where orders stand that left the main line: sent back and refused by an approver, cancelled right after submission. */
const leftAt: Partial<Record<OrderState, number>> = { returned: 1, rejected: 1, cancelled: 0 };

/** Index in `mainLine` of the step an order stands at. */
export const stepIndex = (state: OrderState, step: number): number => leftAt[state] ?? Math.min(step, mainLine.length) - 1;

/** Where an order stands: what it is called, and the index in `mainLine`. */
export function standOf(status: StatusFields, step: number): { state: OrderState; at: number } {
  const state = stateOf(status, step);
  return { state, at: stepIndex(state, step) };
}

/** The part of an order's amount, in fen, that the customer's account already holds. */
export const heldBy = (status: StatusFields, gross: bigint): bigint => (status.commercial === 'confirmed' || status.commercial === 'closed' ? gross : 0n);

/** A word more exact than the state's own, or null: a back-ordered order is on hold for one reason only. */
export const stateDetail = (status: StatusFields): 'backordered' | 'partial' | null =>
  status.fulfilment === 'backordered' ? 'backordered' : status.fulfilment === 'partially_shipped' ? 'partial' : null;
