local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local holder, number, want, used = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local limit, lasts = tonumber(ARGV[5]), tonumber(ARGV[6])
local leases, others = redis.call('HGETALL', KEYS[1]), 0
for i = 1, #leases, 2 do
  local count, expiry, latest = string.match(leases[i + 1], '^(%d+) (%d+) (%d+)$')
  if not count or tonumber(expiry) <= now then
    redis.call('HDEL', KEYS[1], leases[i])
  elseif leases[i] ~= holder then
    others = others + count
  elseif number <= tonumber(latest) then
    return tonumber(count)
  end
end
local granted = math.max(used, math.min(want, limit - others))
redis.call('HSET', KEYS[1], holder, string.format('%.0f %.0f %.0f', granted, now + lasts, number))
redis.call('PEXPIRE', KEYS[1], lasts)
return granted
