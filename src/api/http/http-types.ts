/**
 * The parts of a Fastify request and reply that this layer uses. Written down here, so that controllers depend on
 * Nest alone and tests can hand in plain objects.
 */
export interface HttpRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The route's pattern, e.g. `/v1/orders/:orderId`; absent when no route matched. */
  readonly routeOptions?: { readonly url?: string | undefined };
}

export interface HttpReply {
  header(name: string, value: string | number): HttpReply;
  status(code: number): HttpReply;
  send(payload: unknown): unknown;
  readonly sent: boolean;
}

/** A header that may stand once only; the first one counts. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
