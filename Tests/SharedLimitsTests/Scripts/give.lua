local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local unit = 60000000
local function level(key, rate, full)
  local bucket = redis.call('HMGET', key, 'l', 't')
  if not bucket[1] then return full end
  local l, passed = tonumber(bucket[1]), now - tonumber(bucket[2])
  if passed > 0 then l = l + passed * rate end
  return math.min(l, full)
end
local function settle(l, given, rate, full)
  if given >= 0 then return math.min(full, l + given * unit) end
  return math.max(l + given * unit, math.min(l, -unit * math.min(1440 * rate, 150000000)))
end
local function put(key, l, rate, full)
  redis.call('HSET', key, 'l', string.format('%.0f', l), 't', string.format('%.0f', now))
  redis.call('PEXPIRE', key, string.format('%.0f', math.ceil((full - l) / rate / 1000) + 1))
end
for i = 1, #KEYS do
  local a = i * 3 - 2
  local rate, full = tonumber(ARGV[a + 1]), ARGV[a + 2] * unit
  put(KEYS[i], settle(level(KEYS[i], rate, full), tonumber(ARGV[a]), rate, full), rate, full)
end
return 1
