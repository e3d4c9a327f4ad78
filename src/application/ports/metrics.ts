/** What the engine counts about itself. Names and labels are bounded: never an id of an order or a person. */
export interface Metrics {
  /** One answered request; `route` is the pattern. */
  httpRequest(method: string, route: string, status: number, seconds: number): void;
  /** One command of a caller and what became of it; `code` is the rejection's, or the outcome again. */
  command(type: string, outcome: 'accepted' | 'unchanged' | 'rejected' | 'failed', code: string): void;
  /** A figure that is read when somebody looks, one value a label. */
  gauge(
    name: string,
    help: string,
    label: string,
    read: () => Promise<Readonly<Record<string, number>>>,
  ): void;
  /** Everything, in the text format of Prometheus. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export const METRICS = Symbol('Metrics');
