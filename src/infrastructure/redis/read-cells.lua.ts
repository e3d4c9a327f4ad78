/**
 * Reads single cells of groups for a fold. Two keys a cell, the group and where its fields stand, and the field as
 * argument. Answers the cell's text, false where there is none.
 */
export const READ_CELLS_LUA = `
local found = {}
for at, field in ipairs(ARGV) do
  local place = redis.call('HGET', KEYS[2 * at], field)
  if place then
    local offset, room = string.match(place, '(%d+) (%d+)')
    found[at] = redis.call('GETRANGE', KEYS[2 * at - 1], offset, offset + room - 1)
  else
    found[at] = false
  end
end
return found
`;
