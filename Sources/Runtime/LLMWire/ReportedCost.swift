import JSONCore

/// What a provider says in a `usage` that a response has cost: OpenRouter and Perplexity in dollars (`cost`, and of an
/// object `total_cost`), xAI in ticks of 10^-10 dollars.
struct ReportedCost: Sendable {
  /// Nano-dollars.
  private var charged: Int?
  /// What the provider behind OpenRouter has charged.
  private var upstream: Int?
  /// With a key of one's own at the provider behind OpenRouter, whose bill comes from there.
  private var isShared = false

  /// A member, whose name is the reader's token.
  mutating func take(_ reader: inout JSONReader) -> Bool? {
    switch reader.tokenCount {
    case 4 where reader.tokenEquals("cost"):
      guard reader.peek() == UInt8(ascii: "{") else { return reader.takeAmount(into: &charged, unit: 1e9) }
      return reader.walkMembers { reader in
        reader.tokenEquals("total_cost") ? reader.takeAmount(into: &charged, unit: 1e9) : nil
      }
    case 7 where reader.tokenEquals("is_byok"):
      isShared = reader.peek() == UInt8(ascii: "t")
      return reader.passValue()
    case 12 where reader.tokenEquals("cost_details"):
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("upstream_inference_cost") ? reader.takeAmount(into: &upstream, unit: 1e9) : nil
      }
    case 17 where reader.tokenEquals("cost_in_usd_ticks"): return reader.takeAmount(into: &charged, unit: 0.1)
    default: return nil
    }
  }

  /// Nil when it says nothing, or not all of it.
  var nanoDollars: Int? {
    guard let charged, isShared else { return charged }
    return upstream.map { charged + $0 }
  }
}

extension UsageScanner {
  /// The last that was reported counts; a 0 takes nothing back.
  @inline(__always)
  mutating func note(_ cost: ReportedCost) {
    guard let found = cost.nanoDollars, found > 0 || reportedCost == nil else { return }
    reportedCost = found
  }
}

extension JSONReader {
  /// More than any response costs: a million dollars. A double has all nano-dollars below.
  private static let greatestAmount = 1e15

  /// An amount of money that comes next, in nano-dollars; `into` stays when the value is no number, or is negative.
  ///
  /// - Parameter unit: nano-dollars in 1.
  fileprivate mutating func takeAmount(into amount: inout Int?, unit: Double) -> Bool {
    guard peek() &- 0x30 < 10 else { return passValue() }
    let start = mark
    guard let found = double() else {
      // A number out of a double's range is none of money.
      reset(to: start)
      return passValue()
    }
    amount = Int(min(found * unit, Self.greatestAmount).rounded())
    return true
  }
}
