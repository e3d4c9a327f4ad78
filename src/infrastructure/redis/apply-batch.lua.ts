/**
 * Takes one generation of one view from one position to the next: all changes and the new position, or nothing.
 *
 * KEYS[1] is the position of the generation, KEYS[2] says how it keeps groups, then one or two keys an operation.
 * ARGV[1] is the position on which the changes were computed (empty: the generation must not exist), ARGV[2] the new
 * position, ARGV[3] the way of keeping groups that a new generation gets, then operations: a letter and its arguments.
 * All keys share one hash tag, so the script runs on a cluster too.
 *
 * Asking for equality, not only for a lower position, is what allows the fold to keep views in memory between batches:
 * nobody else has written since.
 *
 * A group is one text, so that it is read by one GET, and a hash of where in it each field stands. A cell has some room
 * to grow in: a change writes over it, whatever the size of the group. One that does not fit any more is blanked, and
 * goes on at the end. Blanks mean nothing in JSON.
 *
 * Answers false when applied, else the position found (empty for none).
 */
export const APPLY_BATCH_LUA = `
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[1] then return found end
local call, keys, args = redis.call, KEYS, ARGV
if found == '' then call('SET', KEYS[2], ARGV[3]) end
local k, a, last = 3, 4, #ARGV
local rep, match = string.rep, string.match
local function count(countsKey, index, step)
  if call('HINCRBY', countsKey, index, step) == 0 then call('HDEL', countsKey, index) end
end
local function blank(key, place)
  local offset, room = match(place, '(%d+) (%d+)')
  call('SETRANGE', key, offset, rep(' ', tonumber(room)))
end
local function cell(key, placesKey, field, text)
  local size, place = #text, call('HGET', placesKey, field)
  if place then
    local offset, room = match(place, '(%d+) (%d+)')
    room = tonumber(room)
    if size <= room then
      call('SETRANGE', key, offset, text .. rep(' ', room - size))
      return
    end
    blank(key, place)
  end
  local room = math.ceil((size + 8) / 32) * 32
  local length = call('APPEND', key, text .. rep(' ', room - size))
  call('HSET', placesKey, field, string.format('%d %d', length - room, room))
end
local function uncell(key, placesKey, field)
  local place = call('HGET', placesKey, field)
  if not place then return end
  call('HDEL', placesKey, field)
  if call('EXISTS', placesKey) == 0 then call('DEL', key) else blank(key, place) end
end
while a <= last do
  local op, key = args[a], keys[k]
  k = k + 1
  if op == 'S' then call('SET', key, args[a + 1]); a = a + 2
  elseif op == 'H' then cell(key, keys[k], args[a + 1], args[a + 2]); k = k + 1; a = a + 3
  elseif op == 'R' then
    local upTo = a + 1 + tonumber(args[a + 1])
    call('RPUSH', key, unpack(args, a + 2, upTo)); a = upTo + 1
  elseif op == 'Z' then call('ZADD', key, 0, args[a + 1]); a = a + 2
  elseif op == 'Y' then call('ZREM', key, args[a + 1]); a = a + 2
  elseif op == 'C' then
    if call('ZADD', key, 0, args[a + 2]) == 1 then count(keys[k], args[a + 1], 1) end
    k = k + 1; a = a + 3
  elseif op == 'U' then
    if call('ZREM', key, args[a + 2]) == 1 then count(keys[k], args[a + 1], -1) end
    k = k + 1; a = a + 3
  elseif op == 'D' then call('DEL', key); a = a + 1
  elseif op == 'X' then uncell(key, keys[k], args[a + 1]); k = k + 1; a = a + 2
  else return redis.error_reply('unknown operation ' .. op)
  end
end
call('SET', KEYS[1], ARGV[2])
return false
`;
