import { alreadySo, forbids, leadsTo, type TransitionTable } from '../shared/transition-table.js';
import type { PolicyCommand } from './policy.commands.js';
import type { PolicyRejectionCode } from './policy.rejections.js';
import type { PolicyVersionStatus } from './policy.state.js';

/** Where a version stands before it is drafted, and then. */
export type PolicyStatus = 'none' | PolicyVersionStatus;

const unknown = forbids('POLICY_VERSION_NOT_FOUND');
const retired = forbids('POLICY_VERSION_RETIRED');
/** A draft makes the next version and leaves the others as they are. */
const drafts = leadsTo<PolicyStatus>('draft');

/** Status of the version that a command names × command. Each version is immutable; one is active at a time. */
export const POLICY_TRANSITIONS: TransitionTable<PolicyStatus, PolicyCommand['type'], PolicyRejectionCode> = {
  none: { DraftPolicy: drafts, ValidatePolicy: unknown, ActivatePolicy: unknown },
  draft: {
    DraftPolicy: drafts,
    ValidatePolicy: leadsTo('draft', 'validated'),
    ActivatePolicy: forbids('POLICY_NOT_VALID'),
  },
  validated: {
    DraftPolicy: drafts,
    ValidatePolicy: alreadySo('the version is validated already'),
    ActivatePolicy: leadsTo('active'),
  },
  active: {
    DraftPolicy: drafts,
    ValidatePolicy: alreadySo('the version is active, so it was validated'),
    ActivatePolicy: alreadySo('the version is active already'),
  },
  retired: { DraftPolicy: drafts, ValidatePolicy: retired, ActivatePolicy: retired },
};
