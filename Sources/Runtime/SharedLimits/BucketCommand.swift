package import RateLimits
package import RedisWire

/// What is asked of one bucket.
package struct BucketDemand: Sendable {
  package let bucket: SharedBucket
  package let need: UInt64
  /// Beyond the need, for the stock.
  package let extra: UInt64
  /// What is in stock.
  package let stocked: UInt64
  /// Given back; charged where it is negative.
  package let given: Int64

  package init(_ bucket: SharedBucket, need: UInt64, extra: UInt64, stocked: UInt64, given: Int64) {
    self.bucket = bucket
    self.need = need
    self.extra = extra
    self.stocked = stocked
    self.given = given
  }

  fileprivate func append(to arguments: inout RedisArguments) {
    arguments.append(Int64(clamping: need))
    arguments.append(Int64(clamping: extra))
    arguments.append(Int64(clamping: stocked))
    arguments.append(given)
    arguments.append(Int64(clamping: bucket.perMinute))
    arguments.append(Int64(clamping: bucket.burst))
  }
}

/// Of one bucket; times are nanoseconds.
package struct BucketGrant: Sendable, Equatable {
  package let extra: UInt64
  /// Until the bucket is full.
  package let reset: UInt64
  /// Until the need would have been there; 0 where it was.
  package let wait: UInt64
}

package struct TakeReply: Sendable, Equatable {
  /// Everything that was needed is taken; nothing otherwise.
  package let isGranted: Bool
  package let grants: [BucketGrant]

  /// Nil when it is no reply to `take` for that many buckets.
  package init?(_ reply: RedisReply?, buckets: Int) {
    guard case .array(let items) = reply, items.count == buckets * 3 + 1, case .integer(let fits) = items[0] else {
      return nil
    }
    isGranted = fits == 1
    var grants: [BucketGrant] = []
    for index in 0..<buckets {
      guard case .integer(let extra) = items[index * 3 + 1], case .integer(let reset) = items[index * 3 + 2],
        case .integer(let wait) = items[index * 3 + 3]
      else { return nil }
      grants.append(BucketGrant(extra: UInt64(clamping: extra), reset: Self.time(reset), wait: Self.time(wait)))
    }
    self.grants = grants
  }

  private static func time(_ microseconds: Int64) -> UInt64 {
    let (product, overflow) = UInt64(clamping: microseconds).multipliedReportingOverflow(by: 1000)
    return overflow ? .max : product
  }
}

/// Arguments of the scripts, keys first.
package enum LimitArguments {
  /// - Parameter instances: that keep the limits together.
  package static func take(_ demands: [BucketDemand], instances: UInt64) -> RedisArguments {
    var arguments = RedisArguments(capacity: 160 * demands.count)
    for demand in demands { arguments.append(demand.bucket.name) }
    arguments.append(Int64(clamping: max(1, instances) * 2))
    for demand in demands { demand.append(to: &arguments) }
    return arguments
  }

  package static func give(_ units: Int64, to bucket: SharedBucket) -> RedisArguments {
    var arguments = RedisArguments()
    arguments.append(bucket.name)
    arguments.append(units)
    arguments.append(Int64(clamping: bucket.perMinute))
    arguments.append(Int64(clamping: bucket.burst))
    return arguments
  }
}
