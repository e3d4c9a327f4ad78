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
    held = heldBytes > maxLineBytes ? [] : [...held, part];
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

/** Runs `work` on items as they come, at most `width` at a time; results in the order of the items. */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Awaited in its turn; until then a failure must not count as unhandled.
      result.catch(() => undefined);
      running.push(result);
      if (running.length >= width) yield (await running.shift()) as Result;
    }
    while (running.length > 0) yield (await running.shift()) as Result;
  } finally {
    await Promise.allSettled(running);
  }
}
