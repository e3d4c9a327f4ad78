import type { DraftPolicy } from '../../domain/policy/index.js';
import type { SourcingPolicyDto } from './policy.dto.js';

/**
 * The rules that a body stands for, as plain data. Every field of them has been validated and none is personal, so they
 * are copied as a whole; what was left out stays out.
 */
export function plainPolicy(policy: SourcingPolicyDto): DraftPolicy['data']['policy'] {
  return JSON.parse(JSON.stringify(policy)) as DraftPolicy['data']['policy'];
}
