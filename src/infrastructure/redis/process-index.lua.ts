/** What both scripts share: names of keys, and taking parked units out (`units` below zero: all of them). */
const PARKED_LUA = `
local prefix = string.sub(KEYS[1], 1, -9)
local call = redis.call
local function orderKey(order) return prefix .. 'order:' .. order end
local function tenantOf(order) return string.sub(order, 1, string.find(order, ':', 1, true)) end
local function unpark(order, sku, units)
  local field = 'q:' .. sku
  if call('HEXISTS', orderKey(order), field) == 0 then return end
  if units >= 0 and call('HINCRBY', orderKey(order), field, -units) > 0 then return end
  call('HDEL', orderKey(order), field)
  local tenant = tenantOf(order)
  call('ZREM', prefix .. 'sku:' .. tenant .. sku, order)
  if call('EXISTS', prefix .. 'sku:' .. tenant .. sku) == 0 then call('ZREM', prefix .. 'skus:' .. tenant, sku) end
end
`;

/**
 * Applies a batch of changes and the position together, or nothing. Changes at or before the stored position are
 * skipped, so that a batch may come twice.
 *
 * KEYS[1] is the position; every other key is made from its prefix. All keys share one hash tag, so that they live on
 * one node of a cluster. ARGV[1] is the position that the batch builds on (empty: none), ARGV[2] the new one, ARGV[3]
 * the changes as JSON. Positions are texts of 20 digits: text order is log order.
 *
 * An order is a hash: `p` its priority, `w:{fulfillment}` the node, `q:{sku}` parked units. A tenant's parked skus are a
 * sorted set without scores, so that they can be walked by their text.
 */
export const APPLY_INDEX_LUA = `
${PARKED_LUA}local reached = redis.call('GET', KEYS[1]) or ''
if ARGV[1] ~= '' and reached < ARGV[1] then return 'lost' end
local function settle(order, node, fulfillment)
  call('HDEL', orderKey(order), 'w:' .. fulfillment)
  call('HDEL', prefix .. 'node:' .. tenantOf(order) .. node, fulfillment)
end
local apply = {}
function apply.deadline(c)
  call('ZADD', prefix .. 'deadlines', c.ms, c.id)
  call('HSET', prefix .. 'deadline', c.id, c.json)
end
function apply.open(c)
  call('ZADD', prefix .. 'open', c.ms, c.order)
  call('HSET', orderKey(c.order), 'p', c.priority)
end
function apply.active(c) call('ZADD', prefix .. 'open', 'XX', c.ms, c.order) end
apply['end'] = function(c)
  local fields = call('HGETALL', orderKey(c.order))
  for i = 1, #fields, 2 do
    local kind, name = string.sub(fields[i], 1, 2), string.sub(fields[i], 3)
    if kind == 'w:' then settle(c.order, fields[i + 1], name)
    elseif kind == 'q:' then unpark(c.order, name, -1) end
  end
  call('DEL', orderKey(c.order))
  call('ZREM', prefix .. 'open', c.order)
end
function apply.plan(c)
  if call('EXISTS', orderKey(c.order)) == 0 then return end
  call('HSET', orderKey(c.order), 'w:' .. c.fulfillment, c.node)
  call('HSET', prefix .. 'node:' .. tenantOf(c.order) .. c.node, c.fulfillment, c.order)
end
function apply.settle(c) settle(c.order, c.node, c.fulfillment) end
function apply.park(c)
  local priority = call('HGET', orderKey(c.order), 'p')
  if not priority then return end
  call('HINCRBY', orderKey(c.order), 'q:' .. c.sku, c.units)
  call('ZADD', prefix .. 'sku:' .. tenantOf(c.order) .. c.sku, 'NX', string.format('%.0f', c.ms - math.max(-c.limit, math.min(c.limit, tonumber(priority))) * c.weight), c.order)
  call('ZADD', prefix .. 'skus:' .. tenantOf(c.order), 0, c.sku)
end
function apply.unpark(c) unpark(c.order, c.sku, c.units) end
for _, change in ipairs(cjson.decode(ARGV[3])) do
  if change.at > reached then apply[change.kind](change) end
end
if reached < ARGV[2] then call('SET', KEYS[1], ARGV[2]) end
return 'applied'
`;

/**
 * Takes the order ARGV[1] out of those that wait for the sku ARGV[2], if it still waits with the score ARGV[3]. KEYS[1]
 * is the position, as above.
 */
export const FORGET_PARKED_LUA = `${PARKED_LUA}local score = call('ZSCORE', prefix .. 'sku:' .. tenantOf(ARGV[1]) .. ARGV[2], ARGV[1])
if score and tonumber(score) == tonumber(ARGV[3]) then unpark(ARGV[1], ARGV[2], -1) end
`;
