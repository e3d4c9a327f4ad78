/** One line of the input, by its place from 1; `null` bytes: the line was longer than the limit and left out. */
export interface InputRow {
  readonly row: number;
  readonly bytes: Uint8Array | null;
}

const NEWLINE = 0x0a;

/**
 * The lines of a stream of bytes, one at a time: never more than one line and one chunk in memory. Blank lines are
 * passed over, yet counted.
 */
export async function* readRows(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<InputRow> {
  let row = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const add = (part: Uint8Array): void => {
    heldBytes += part.length;
    // Past the limit only the length matters.
    if (heldBytes > maxLineBytes) held = [];
    else held.push(part);
  };
  const take = (): InputRow | null => {
    row += 1;
    const bytes = heldBytes > maxLineBytes ? null : Buffer.concat(held);
    [held, heldBytes] = [[], 0];
    return bytes !== null && isBlank(bytes) ? null : { row, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      const line = take();
      if (line !== null) yield line;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  const last = take();
  if (last !== null) yield last;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/**
 * Runs `work` on items as they come, at most `width` at a time; results in the order of the items, each as soon as it
 * is there: whoever waits for the answer to one item before sending the next gets it.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const source = items[Symbol.asyncIterator]();
  const running: Running<Result>[] = [];
  let coming: Promise<IteratorResult<Item>> | null = null;
  let isOver = false;
  try {
    while (!isOver || running.length > 0) {
      if (!isOver && running.length < width) {
        coming ??= source.next();
        ignoreFailure(coming);
      }
      const [oldest] = running;
      const first = await Promise.race([oldest?.settled, coming].filter(isThere));
      if (first === SETTLED) yield (await running.shift()?.result) as Result;
      else {
        coming = null;
        isOver = first.done === true;
        if (first.done !== true) running.push(started(work(first.value)));
      }
    }
  } finally {
    // Not waited for: a source in the middle of a wait for its next item ends with that item.
    const closing = source.return?.();
    if (closing !== undefined) ignoreFailure(closing);
    await Promise.allSettled(running.map(({ result }) => result));
  }
}

const SETTLED = Symbol('settled');

interface Running<Result> {
  readonly result: Promise<Result>;
  readonly settled: Promise<typeof SETTLED>;
}

function started<Result>(result: Promise<Result>): Running<Result> {
  const tell = (): typeof SETTLED => SETTLED;
  return { result, settled: result.then(tell, tell) };
}

/** Awaited in its turn, or never; until then a failure must not count as unhandled. */
function ignoreFailure(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}

function isThere<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
