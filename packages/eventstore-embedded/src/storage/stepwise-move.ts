/**
 * A list on its way from memory into a table: a piece of it with each transaction. What a transaction has written
 * counts only once it is committed, so that one that fails has moved nothing.
 */
export class StepwiseMove {
  readonly #length: number;
  #done = 0;
  /** In the transaction that is open. */
  #written = 0;

  constructor(length: number) {
    this.#length = length;
  }

  /** A transaction begins: what one before it has written and not committed is to be written again. */
  begin(): void {
    this.#written = this.#done;
  }

  /**
   * Has the next entries written.
   *
   * @returns whether they are the last
   */
  step(count: number, write: (from: number, to: number) => void): boolean {
    const end = Math.min(this.#length, this.#done + count);
    write(this.#done, end);
    this.#written = end;
    return end === this.#length;
  }

  /**
   * The transaction is committed.
   *
   * @returns whether everything is moved
   */
  settle(): boolean {
    this.#done = this.#written;
    return this.#done === this.#length;
  }
}
