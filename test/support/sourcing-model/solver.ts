import * as highs from 'highs';

/** A mixed-integer program, to be made as small as it can be. */
export interface Program {
  /** In the LP format. */
  readonly text: string;
}

/** The value of each variable in a best solution. */
export type Solution = ReadonlyMap<string, number>;

/** Solves programs to the optimum; null when nothing satisfies the program. */
export type Solver = (program: Program) => Solution | null;

/** Only the least solution will do: no gap is put up with. */
const EXACTLY = { mip_rel_gap: 0, mip_abs_gap: 0, output_flag: false };

interface Loader {
  (): Promise<Pick<highs.Highs, 'solve'>>;
}

/** HiGHS, compiled to WebAssembly: nobody here has written a line of it, so it may judge the engine. */
export async function loadSolver(): Promise<Solver> {
  // Depending on who loads it, the package is its default export or has it.
  let loader: unknown = highs;
  while (typeof loader === 'object' && loader !== null && 'default' in loader) loader = loader.default;
  const solver = await (loader as Loader)();
  return ({ text }) => {
    const { Status, Columns } = solver.solve(text, EXACTLY);
    if (Status === 'Infeasible') return null;
    if (Status !== 'Optimal') throw new Error(`the solver ended with "${Status}"`);
    return new Map(Object.entries(Columns).map(([name, column]) => [name, valueOf(column)]));
  };
}

function valueOf(column: object): number {
  return 'Primal' in column && typeof column.Primal === 'number' ? column.Primal : 0;
}
