/** The part of the package `autocannon` that the benchmarks use; it ships no types of its own. */
declare module 'autocannon' {
  interface BuiltRequest {
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly path?: string;
  }
  interface Result {
    readonly requests: { readonly total: number };
    readonly latency: { readonly p50: number; readonly p99: number };
    readonly non2xx: number;
    readonly errors: number;
    /** Seconds. */
    readonly duration: number;
  }
  export default function autocannon(options: {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly requests: readonly {
      readonly method: 'GET' | 'POST';
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly setupRequest?: (request: BuiltRequest) => BuiltRequest;
    }[];
  }): Promise<Result>;
}
