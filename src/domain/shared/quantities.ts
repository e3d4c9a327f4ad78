/** A whole number of sales units of one sku. */
export type Quantity = number;

/** A number of units of one sku for one order line. */
export interface LineQuantity {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: Quantity;
}

/** Units summed by sku, because an order may name the same sku on several lines. Key order follows first appearance. */
export function sumBySku(lines: readonly Omit<LineQuantity, 'lineId'>[]): ReadonlyMap<string, Quantity> {
  const units = new Map<string, Quantity>();
  for (const line of lines) units.set(line.sku, (units.get(line.sku) ?? 0) + line.quantity);
  return units;
}

/** The total of all units, whatever their sku. */
export function totalUnits(lines: readonly { readonly quantity: Quantity }[]): Quantity {
  return lines.reduce((total, line) => total + line.quantity, 0);
}
