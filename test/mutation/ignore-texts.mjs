/**
 * Leaves out texts for people: literals with a space in them. Codes, kinds, names of events have none, and are mutated.
 * Where the texts are what the code is for, `WAYFILL_MUTATE_TEXTS` is set, and nothing is left out.
 */
class TextIgnorer {
  shouldIgnore({ node }) {
    if (process.env.WAYFILL_MUTATE_TEXTS) return undefined;
    return isText(node) ? 'a text for people' : undefined;
  }
}

function isText(node) {
  if (node.type === 'StringLiteral') return node.value.includes(' ');
  return node.type === 'TemplateLiteral' && node.quasis.some((quasi) => quasi.value.raw.includes(' '));
}

const createIgnorer = () => new TextIgnorer();
createIgnorer.inject = [];

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: 'Ignore', name: 'texts', factory: createIgnorer }];
