export type * from './policy.commands.js';
export { policyDecider } from './policy.decider.js';
export { DEFAULT_POLICY, DEFAULT_POLICY_SCOPE } from './policy.default.js';
export type * from './policy.events.js';
export type { PolicyRejectionCode } from './policy.rejections.js';
export { type PolicyState, type PolicyVersionStatus, versionOf } from './policy.state.js';
export { POLICY_TRANSITIONS, type PolicyStatus } from './policy.transitions.js';
