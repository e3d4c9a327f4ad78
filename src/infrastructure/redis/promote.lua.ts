/**
 * Points readers to another generation, unless somebody else has done so meanwhile. KEYS[1] is the pointer, ARGV[1] what
 * it is expected to say (empty for nothing), ARGV[2] what it is to say. Answers 1 when it was set, else 0.
 */
export const PROMOTE_LUA = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
`;
