/**
 * Two keys a task: what it looks like, and a floor, the least version that may be put there. A change raises the floor, and
 * whoever read before it comes too late. Versions are whole numbers; `gone` is above all of them.
 */
export const gone = 2 ** 53 - 1;

/** KEYS: task, floor. Returns the task, or nothing and the floor. */
export const lookScript = `
  local task = redis.pcall('GET', KEYS[1])
  if type(task) == 'string' then return { task, '' } end
  if task then redis.call('DEL', KEYS[1]) end
  local floor = redis.pcall('GET', KEYS[2])
  return { false, type(floor) == 'string' and floor or '0' }`;

/** KEYS: task, floor. ARGV: version, task, milliseconds. */
export const fillScript = `
  local floor = redis.pcall('GET', KEYS[2])
  if type(floor) == 'string' and tonumber(ARGV[1]) < (tonumber(floor) or 0) then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1`;

/** KEYS: task, floor, task, floor … ARGV: milliseconds of a floor, then a version for each pair. */
export const raiseScript = `
  for index = 1, #KEYS / 2 do
    local task, floor = KEYS[2 * index - 1], KEYS[2 * index]
    local version = ARGV[index + 1]
    local present = redis.pcall('GET', floor)
    if type(present) == 'string' and (tonumber(present) or 0) > tonumber(version) then version = present end
    redis.call('SET', floor, version, 'PX', ARGV[1])
    redis.call('UNLINK', task)
  end
  return #KEYS / 2`;
