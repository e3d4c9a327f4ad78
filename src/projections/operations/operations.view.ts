export type { ProjectionStatus, RebuildReport } from '../runtime/projection-status.view.js';

/** Names of the views that can be rebuilt. */
export const PROJECTION_NAMES = [
  'availability',
  'order-status',
  'order-timeline',
  'node-work',
  'notices',
] as const;

export type ProjectionName = (typeof PROJECTION_NAMES)[number];

/** This process answers queries but does not feed the views. */
export class ProjectionsNotRunning extends Error {
  constructor() {
    super('this process does not have the role projections');
    this.name = 'ProjectionsNotRunning';
  }
}
