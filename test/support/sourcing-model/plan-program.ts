import type { LineQuantity } from '../../../src/domain/shared/quantities.js';
import type { Program } from './solver.js';
import type { UsableNode } from './usable-nodes.js';

/** What a plan may look like. */
export interface PlanRules {
  readonly lines: readonly LineQuantity[];
  readonly nodes: readonly UsableNode[];
  readonly slots: number;
  readonly splitLines: boolean;
}

/** What is to be as small as it can be. */
export type Aim =
  /** Units without a node. */
  | { readonly least: 'open' }
  /** Penalties, a millionth more for each shipment, with no more units open than these. */
  | { readonly least: 'cost'; readonly open: number };

/**
 * The plan as a mixed-integer program, in units of lines: `u3` is one when node 3 has a shipment, `g2_3` are the units of
 * line 2 from node 3 (or, where lines stay whole, one when all of it comes from there), `o2` those that stay open.
 */
export function planProgram(rules: PlanRules, aim: Aim): Program {
  const { nodes, lines } = rules;
  const gives = givesOf(rules);
  const opens = lines.map((_, line) => `o${line}`);
  const uses = nodes.map((_, node) => `u${node}`);
  const goal = aim.least === 'open' ? sum(opens) : sum(nodes.map((node, at) => `${weightOf(node)} u${at}`));
  const limits = [
    ...lines.map((line, at) => [sum([...termsOf(rules, gives, at), `o${at}`]), '=', line.quantity]),
    ...stockLimits(rules, gives),
    ...gives.map(({ line, node, most }) => [`g${line}_${node} - ${most} u${node}`, '<=', 0]),
    [sum(uses), '<=', rules.slots],
    ...(aim.least === 'cost' ? [[sum(opens), '<=', aim.open]] : []),
  ];
  const text = [
    'Minimize',
    ` goal: ${goal}`,
    'Subject To',
    ...limits.map((limit, at) => ` c${at}: ${limit.join(' ')}`),
    'Bounds',
    ...lines.map((line, at) => ` 0 <= o${at} <= ${line.quantity}`),
    ...gives.map(({ line, node, most }) => ` 0 <= g${line}_${node} <= ${most}`),
    'General',
    ...opens.map((name) => ` ${name}`),
    ...gives.map(({ line, node }) => ` g${line}_${node}`),
    'Binary',
    ...uses.map((name) => ` ${name}`),
    'End',
  ];
  return { text: text.join('\n') };
}

interface Give {
  readonly line: number;
  readonly node: number;
  /** Units that line could have from the node, or one where the line stays whole. */
  readonly most: number;
}

function givesOf({ lines, nodes, splitLines }: PlanRules): readonly Give[] {
  return lines.flatMap(({ sku, quantity }, line) =>
    nodes.flatMap(({ stock }, node) => {
      const units = Math.min(quantity, stock.get(sku) ?? 0);
      if (units <= 0 || (!splitLines && units < quantity)) return [];
      return [{ line, node, most: splitLines ? units : 1 }];
    }),
  );
}

/** What the nodes give a line, as terms in units. */
function termsOf({ lines, splitLines }: PlanRules, gives: readonly Give[], line: number): readonly string[] {
  const units = splitLines ? 1 : (lines[line]?.quantity ?? 0);
  return gives.filter((give) => give.line === line).map(({ node }) => `${units} g${line}_${node}`);
}

/** Lines of one sku share the stock of a node. */
function stockLimits({ lines, nodes, splitLines }: PlanRules, gives: readonly Give[]): (string | number)[][] {
  return nodes.flatMap(({ stock }, node) =>
    [...new Set(lines.map(({ sku }) => sku))].flatMap((sku) => {
      const own = gives.filter((give) => give.node === node && lines[give.line]?.sku === sku);
      if (own.length < 2) return [];
      const terms = own.map(
        ({ line }) => `${splitLines ? 1 : (lines[line]?.quantity ?? 0)} g${line}_${node}`,
      );
      return [[`${sum(terms)} - ${stock.get(sku) ?? 0} u${node}`, '<=', 0]];
    }),
  );
}

function weightOf({ penaltyMicro }: UsableNode): string {
  return ((penaltyMicro + 1) / 1e6).toFixed(6);
}

/** The format has no word for an empty sum. */
function sum(terms: readonly string[]): string {
  return terms.length === 0 ? '0 none' : terms.join('\n  + ');
}
