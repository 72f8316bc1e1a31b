package import RedisWire

/// Buckets that instances of the proxy share, as scripts that Redis runs atomically and by its own clock: no clock of an
/// instance decides anything.
///
/// A bucket is a hash of its level `l` and the time `t` at which it had it, in microseconds. Levels are counted in
/// 60,000,000ths of a unit, so that what comes back in `d` microseconds is exactly `d` times the units per minute. All
/// numbers are integers below 2^53, which Lua's are exact for; beyond it is only what is cut off at the burst, and what a
/// bucket in debt gets back in more than a year. A bucket that is full again is forgotten.
package enum BucketScripts {
  /// A debt ends at a day's units, or the largest burst: a count that cannot be true must not close a bucket for ever.
  private static let prelude = """
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

    """

  /// Takes from all of the buckets, which have one hash tag, or from none.
  ///
  /// Arguments: twice the number of instances; then for each bucket the units that are needed, those that are wanted
  /// beyond, those that the instance has in stock, those that it gives back (charged where negative), the units per
  /// minute and the burst. What is granted beyond the need leaves in the bucket as much as all instances together might
  /// take in the same way.
  ///
  /// Replies 1 when it has taken, then for each bucket: what it granted beyond the need, the time until it is full, and
  /// the time until the need would be there, in microseconds.
  package static let take = RedisScript(
    prelude + """
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
      """)

  /// Settles without taking. Arguments for each bucket: the units that are given back (charged where negative), the units
  /// per minute and the burst.
  package static let give = RedisScript(
    prelude + """
      for i = 1, #KEYS do
        local a = i * 3 - 2
        local rate, full = tonumber(ARGV[a + 1]), ARGV[a + 2] * unit
        put(KEYS[i], settle(level(KEYS[i], rate, full), tonumber(ARGV[a]), rate, full), rate, full)
      end
      return 1
      """)
}
