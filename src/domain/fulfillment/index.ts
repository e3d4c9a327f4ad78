export type * from './fulfillment.commands.js';
export { fulfillmentDecider } from './fulfillment.decider.js';
export type * from './fulfillment.events.js';
export type { FulfillmentRejection } from './fulfillment.rejections.js';
export type { FulfillmentState, FulfillmentStatus } from './fulfillment.state.js';
export { FULFILLMENT_TRANSITIONS } from './fulfillment.transitions.js';
export { fulfillmentViolations } from './fulfillment.violations.js';
