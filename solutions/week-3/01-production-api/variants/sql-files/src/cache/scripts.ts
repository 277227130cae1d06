/**
 * All of a task is one hash. Either it has the task, or a ticket: whoever holds that ticket may put the task there. Whoever
 * changes the task removes the hash, and the ticket with it, so that what was read before is worth nothing.
 */

/** KEYS[1] the hash; ARGV a new ticket and its milliseconds. Returns the task or else the ticket. */
export const look = `
local found = redis.pcall('HMGET', KEYS[1], 'task', 'ticket')
if found.err then
  redis.call('DEL', KEYS[1])
  found = { false, false }
end
if found[1] then return { found[1], false } end
if found[2] then return { false, found[2] } end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'ticket', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { false, ARGV[1] }
`;

/** ARGV the ticket, the task and its milliseconds. */
export const put = `
if redis.pcall('HGET', KEYS[1], 'ticket') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'task', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;
