import Foundation
import RateLimits
import RedisWire
import SharedLimits
import Testing

/// The scripts as Redis is sent them, which `Tests/Proxy/test_limit_scripts.py` runs on a server.
/// `SECURELLM_RECORD_GOLDENS=1` writes them anew and fails the run, so that nobody records by accident.
@Suite struct BucketScriptsTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts")
  private static let isRecording = ProcessInfo.processInfo.environment["SECURELLM_RECORD_GOLDENS"] != nil

  @Test(arguments: [
    ("take", BucketScripts.take), ("give", BucketScripts.give), ("enter", LeaseScripts.enter),
    ("beat", LeaseScripts.beat),
  ])
  func golden(name: String, script: RedisScript) throws {
    let file = Self.folder.appending(path: "\(name).lua")
    if Self.isRecording {
      try Data((script.text + "\n").utf8).write(to: file)
      Issue.record("\(name).lua recorded; run again without SECURELLM_RECORD_GOLDENS")
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == script.text + "\n")
  }

  private func bucket(_ perMinute: UInt64, burst: UInt64) throws -> SharedBucket {
    RateLimiter(try #require(Quota(perMinute: perMinute, burst: burst))).shared { "slm:{k:1}:r" }
  }

  /// Keys first, then what is asked of each.
  @Test func argumentsOfTake() throws {
    let demand = BucketDemand(try bucket(600, burst: 10), need: 1, extra: 2, stocked: 3, given: -4)
    #expect(
      LimitArguments.take([demand, demand], instances: 3)
        == RedisArguments(
          "slm:{k:1}:r", "slm:{k:1}:r", "6", "1", "2", "3", "-4", "600", "10", "1", "2", "3", "-4", "600", "10"))
    #expect(LimitArguments.give(-7, to: demand.bucket) == RedisArguments("slm:{k:1}:r", "-7", "600", "10"))
  }

  /// A burst whose level would not be exact is a smaller one.
  @Test func theLargestBurst() throws {
    let bucket = try bucket(1_000_000_000, burst: 1_000_000_000)
    #expect(bucket.burst == 150_000_000 && bucket.burst * 60_000_000 < 1 << 53)
  }

  @Test func replies() {
    let granted = TakeReply(.array([.integer(1), .integer(5), .integer(2_000), .integer(0)]), buckets: 1)
    #expect(granted?.isGranted == true && granted?.grants.first?.extra == 5)
    #expect(granted?.grants.first?.reset == 2_000_000)
    let refused = TakeReply(.array([.integer(0), .integer(0), .integer(9), .integer(3)]), buckets: 1)
    #expect(refused?.isGranted == false && refused?.grants.first?.wait == 3_000)
    for reply in [nil, .null, .error(Array("OOM".utf8)), .array([]), .array([.integer(1), .null, .null, .null])]
      as [RedisReply?]
    {
      #expect(TakeReply(reply, buckets: 1) == nil)
    }
  }
}
