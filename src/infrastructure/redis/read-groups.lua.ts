/**
 * Reads whole groups: for each key its fields as one text, a line each, and its values as the text of one JSON array.
 * Two texts a group instead of two a field: taking thousands of small replies apart is what reading availability would
 * otherwise spend its time on.
 */
export const READ_GROUPS_LUA = `
local found = {}
for i, key in ipairs(KEYS) do
  local flat = redis.call('HGETALL', key)
  local fields, values = {}, {}
  for at = 1, #flat, 2 do
    fields[#fields + 1] = flat[at]
    values[#values + 1] = flat[at + 1]
  end
  found[2 * i - 1] = table.concat(fields, '\\n')
  found[2 * i] = '[' .. table.concat(values, ',') .. ']'
end
return found
`;

/** The groups in an answer of the script. A field is never empty, so no text means no fields. */
export function groupsOf<T>(texts: readonly string[]): readonly ReadonlyMap<string, T>[] {
  const groups: Map<string, T>[] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const group = new Map<string, T>();
    const fields = texts[at] as string;
    if (fields !== '') {
      const values = JSON.parse(texts[at + 1] as string) as T[];
      for (const [place, field] of fields.split('\n').entries()) group.set(field, values[place] as T);
    }
    groups.push(group);
  }
  return groups;
}
