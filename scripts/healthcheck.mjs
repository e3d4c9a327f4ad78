/** Exits 0 if the engine in this container is ready to work, 1 if not: slim images carry no curl. */
const port = process.env.WAYFILL_PORT ?? '8080';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4_000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
