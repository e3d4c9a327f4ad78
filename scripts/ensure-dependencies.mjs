/**
 * Exits 0 if node_modules holds what package-lock.json asks for, 1 if it has to be installed. Compares contents, not
 * file times, which a fresh checkout or a restored cache gets wrong. No npm import: it runs before there are any.
 */
import { existsSync, readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

function isInstalled() {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const installed = read('node_modules/.package-lock.json');
  return Object.entries(read('package-lock.json')).every(([path, asked]) => {
    if (path === '') return true;
    const found = installed[path];
    // An optional package is left out on the platforms it is not for.
    if (found === undefined)
      return asked.optional === true || asked.devOptional === true || asked.peer === true;
    return found.version === asked.version && found.integrity === asked.integrity && existsSync(path);
  });
}

process.exit(isInstalled() ? 0 : 1);
