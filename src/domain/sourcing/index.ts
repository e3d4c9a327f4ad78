export { explainDecision, parkingReason } from './sourcing.explain.js';
export { canReach } from './sourcing.fences.js';
export { planSourcing, reexecutes } from './sourcing.plan.js';
export type * from './sourcing.types.js';
