export { explainDecision, parkingReason } from './sourcing.explain.js';
export { planSourcing, reexecutes } from './sourcing.plan.js';
export type * from './sourcing.types.js';
