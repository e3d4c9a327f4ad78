export { brokenRules } from './sourcing.broken-rules.js';
export { explainDecision, parkingReason } from './sourcing.explain.js';
export { canReach } from './sourcing.fences.js';
export { PLANNER, planSourcing, reexecutes } from './sourcing.plan.js';
export { policyDigest } from './sourcing.policy-digest.js';
export { decisionOf, inputOf, recordOf } from './sourcing.recording.js';
export type * from './sourcing.types.js';
