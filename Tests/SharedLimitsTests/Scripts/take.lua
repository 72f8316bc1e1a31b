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
local share = tonumber(ARGV[1])
local fits, levels, reply = 1, {}, {0}
for i = 1, #KEYS do
  local a = i * 6 - 4
  local need, given, rate, full = ARGV[a] * unit, tonumber(ARGV[a + 3]), tonumber(ARGV[a + 4]), ARGV[a + 5] * unit
  local l = settle(level(KEYS[i], rate, full), given, rate, full)
  levels[i] = l
  reply[i * 3 + 1] = 0
  if l < need then
    fits = 0
    reply[i * 3 + 1] = math.ceil((need - l) / rate)
  end
end
reply[1] = fits
for i = 1, #KEYS do
  local a = i * 6 - 4
  local rate, full, l, extra = tonumber(ARGV[a + 4]), ARGV[a + 5] * unit, levels[i], 0
  if fits == 1 then
    l = l - ARGV[a] * unit
    local free = math.floor(l / unit / share) - ARGV[a + 2]
    extra = math.max(0, math.min(tonumber(ARGV[a + 1]), free))
    l = l - extra * unit
  end
  if fits == 1 or ARGV[a + 3] ~= '0' then put(KEYS[i], l, rate, full) end
  reply[i * 3 - 1] = extra
  reply[i * 3] = math.floor((full - l) / rate)
end
return reply
