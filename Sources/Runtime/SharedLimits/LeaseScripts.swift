package import RedisWire

/// What instances are there, and what each of them holds of the requests that may be in flight at once.
package enum LeaseScripts {
  /// Leases slots to one holder, an event loop of an instance, and takes back what it needs no more.
  ///
  /// Arguments: the holder; the number of this command among the holder's own; how many slots it wants to hold from now
  /// on, and how many of them are in use and cannot be refused; the limit; how long the lease lasts, in milliseconds.
  /// A command that arrives behind a later one, over a connection that was given up, changes nothing.
  ///
  /// Replies how many slots the holder has.
  package static let enter = RedisScript(
    """
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
    """)

  /// An instance says that it is there. Arguments: its id, and for how many seconds an instance counts that says nothing.
  ///
  /// Replies how many there are.
  package static let beat = RedisScript(
    """
    local clock = redis.call('TIME')
    local now = clock[1] + clock[2] / 1000000
    redis.call('ZADD', KEYS[1], string.format('%.3f', now), ARGV[1])
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.3f', now - ARGV[2]))
    redis.call('PEXPIRE', KEYS[1], 60000)
    return redis.call('ZCARD', KEYS[1])
    """)
}
