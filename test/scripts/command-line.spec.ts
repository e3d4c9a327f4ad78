import { commandLine } from '../../scripts/command-line.js';

class Ended extends Error {
  constructor(readonly code: unknown) {
    super('ended');
  }
}

/** What a program with one option prints and how it ends, called with these arguments. */
function called(...args: string[]): { readonly out: string; readonly err: string; readonly code: unknown } {
  const seen = { out: '', err: '', code: undefined as unknown };
  jest.replaceProperty(process, 'argv', ['node', 'tool.js', ...args]);
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => (seen.out += String(text)) !== '');
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => (seen.err += String(text)) !== '');
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Ended(code);
  });
  try {
    const { values } = commandLine('tool [--seed N]', {
      options: { seed: { type: 'string', default: '1' } },
    });
    seen.out += `seed ${values.seed}`;
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    seen.code = error.code;
  } finally {
    jest.restoreAllMocks();
  }
  return seen;
}

describe('a program that is called', () => {
  it('with an option that it does not have says so, prints its usage and ends with 2', () => {
    const { out, err, code } = called('--sed', '7');
    expect(err).toMatch(/^Unknown option '--sed'.*\ntool \[--seed N\]\n$/s);
    expect({ out, code }).toEqual({ out: '', code: 2 });
  });

  it('with an option that lacks its value ends the same way', () => {
    expect(called('--seed').code).toBe(2);
  });

  it('with --help prints its usage and does nothing', () => {
    expect(called('--seed', '7', '--help')).toEqual({ out: 'tool [--seed N]\n', err: '', code: 0 });
  });

  it('with its options takes them', () => {
    expect(called('--seed', '7')).toEqual({ out: 'seed 7', err: '', code: undefined });
    expect(called()).toEqual({ out: 'seed 1', err: '', code: undefined });
  });
});
