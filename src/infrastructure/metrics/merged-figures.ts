import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';

/** What a process counts about itself, as plain data that another process can be sent. */
export type Figures = readonly MetricObjectWithValues<MetricValue<string>>[];

/**
 * Figures of two processes as one text. What both have is told apart by a label `process` on the other's; what only the
 * other one has reads as if it were this process's own, so that whoever looks need not know where a part runs.
 */
export function mergedText(own: Figures, others: Figures, process: string): Promise<string> {
  const names = new Set(own.map(({ name }) => name));
  const told = others.map((one) => (names.has(one.name) ? labelled(one, process) : one));
  return AggregatorRegistry.aggregate([own.map(kept), told.map(kept)]).metrics();
}

function labelled(figure: Figures[number], process: string): Figures[number] {
  const values = figure.values.map((one) => ({ ...one, labels: { ...one.labels, process } }));
  return { ...figure, values };
}

/** No two values have the same labels: a sum leaves each as it is, where other rules would drop some. */
function kept(figure: Figures[number]): object {
  return { ...figure, aggregator: 'sum' };
}
