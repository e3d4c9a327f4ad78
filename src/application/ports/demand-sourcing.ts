import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';

/** One sourcing run for an order: finds nodes for its open demand and tells the order what was found. */
export interface DemandSourcing {
  /**
   * @param replaces the standing fulfillment that a replacement is sought for; undefined for unsourced demand
   * @returns what the order said, or null when there is nothing to source (any more)
   */
  run(
    tenant: string,
    orderId: string,
    replaces: string | undefined,
    context: CommandContext,
  ): Promise<CommandResult | null>;
}

export const DEMAND_SOURCING = Symbol('DemandSourcing');
