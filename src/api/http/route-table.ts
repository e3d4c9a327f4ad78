/** The routes of the application, so that a known address with another method is told which methods it has. */
export class RouteTable {
  private readonly routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Takes a route as the router has it: `/v1/orders/:orderId`. Routes with wildcards serve files and are left out. */
  add(url: string, methods: string | readonly string[]): void {
    if (url.includes('*')) return;
    const source = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/');
    this.routes.push({ pattern: new RegExp(`^${source}$`), methods: [methods].flat() });
  }

  /** The methods that an address takes, in order; none for an address that is no route. */
  methodsOf(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? url;
    const found = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}
