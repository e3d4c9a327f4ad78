/**
 * Takes one generation of one view from one position to the next: all changes and the new position, or nothing.
 *
 * KEYS[1] is the position of the generation, then one or two keys an operation. ARGV[1] is the position on which the
 * changes were computed (empty: the generation must not exist), ARGV[2] the new position, then operations: a letter and
 * its arguments. All keys share one hash tag, so the script runs on a cluster too.
 *
 * Asking for equality, not only for a lower position, is what allows the fold to keep views in memory between batches:
 * nobody else has written since.
 *
 * Answers false when applied, else the position found (empty for none).
 */
export const APPLY_BATCH_LUA = `
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[1] then return found end
local call, keys, args = redis.call, KEYS, ARGV
local k, a, last = 2, 3, #ARGV
local function count(countsKey, index, step)
  if call('HINCRBY', countsKey, index, step) == 0 then call('HDEL', countsKey, index) end
end
while a <= last do
  local op, key = args[a], keys[k]
  k = k + 1
  if op == 'S' then call('SET', key, args[a + 1]); a = a + 2
  elseif op == 'H' then call('HSET', key, args[a + 1], args[a + 2]); a = a + 3
  elseif op == 'R' then call('RPUSH', key, args[a + 1]); a = a + 2
  elseif op == 'Z' then call('ZADD', key, 0, args[a + 1]); a = a + 2
  elseif op == 'Y' then call('ZREM', key, args[a + 1]); a = a + 2
  elseif op == 'C' then
    if call('ZADD', key, 0, args[a + 2]) == 1 then count(keys[k], args[a + 1], 1) end
    k = k + 1; a = a + 3
  elseif op == 'U' then
    if call('ZREM', key, args[a + 2]) == 1 then count(keys[k], args[a + 1], -1) end
    k = k + 1; a = a + 3
  elseif op == 'D' then call('DEL', key); a = a + 1
  elseif op == 'X' then call('HDEL', key, args[a + 1]); a = a + 2
  else return redis.error_reply('unknown operation ' .. op)
  end
end
call('SET', KEYS[1], ARGV[2])
return false
`;
