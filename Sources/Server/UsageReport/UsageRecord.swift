import JSONCore
import SchemaRuntime
import System

/// One line of the audit, as far as usage is concerned: a closing event, or a refusal. Other members are passed over;
/// a whole event would be decoded and checked in three times the time.
struct UsageRecord {
  enum Event { case finished, refused }

  enum Status { case success, cancelled, other }

  private(set) var event: Event?
  private(set) var group = UsageGroup()
  private(set) var status = Status.other
  /// 0 when nothing was sent to the client.
  private(set) var httpStatus = 0
  /// Calls to the provider; nil when the record does not say.
  private(set) var attempts: Int?
  private(set) var cost: Int?
  private(set) var hasUsage = false
  /// The proxy itself says that the cost cannot be known, or no more of it than the record has.
  private(set) var isCostUnknown = false
  private(set) var isPartial = false
  /// The proxy's own request, for a provider's list of models.
  private(set) var isOwn = false
  /// Refusals that have no record of their own.
  private(set) var leftOut = 0
  private(set) var tokens = UsageCounts()

  /// What a line means.
  enum Reading {
    case record(UsageRecord)
    /// An event that says nothing about usage: one that opens a request, or a tool's.
    case other
    /// No event: damaged, or of somebody else.
    case unreadable
  }

  /// An opening event is left as soon as it is known for one: half of all lines.
  static func read(_ bytes: JSONBytes, _ range: Range<Int>) -> Reading {
    var reader = JSONReader(bytes, range: range)
    guard reader.beginObject() else { return .unreadable }
    var record = UsageRecord()
    var isFirst = true
    while true {
      switch reader.nextMember(first: isFirst) {
      case .name: break
      case .end: return record.complete(&reader)
      case .failed: return .unreadable
      }
      isFirst = false
      switch record.member(&reader) {
      case .taken: break
      case .isOther: return .other
      case .failed: return .unreadable
      }
    }
  }

  private consuming func complete(_ reader: inout JSONReader) -> Reading {
    guard reader.finish(), event != nil, group.day != 0 else { return .unreadable }
    // Calls of tools cost nothing at a provider, whatever becomes of them.
    return isOwn || group.operation.isEqual(to: "execute_tool") ? .other : .record(self)
  }
}

extension UsageRecord {
  enum Member { case taken, isOther, failed }

  /// Takes the member whose name is the reader's token. By length first: of twenty names one or two are compared.
  private mutating func member(_ reader: inout JSONReader) -> Member {
    let taken: Bool
    switch reader.tokenCount {
    case 10 where reader.tokenEquals("event_type"): return eventType(&reader)
    case 9 where reader.tokenEquals("timestamp"): taken = timestamp(&reader)
    case 9 where reader.tokenEquals("operation"): taken = Self.text(&reader, &group.operation)
    case 4 where reader.tokenEquals("user"): taken = Self.text(&reader, &group.keyName)
    case 6 where reader.tokenEquals("key_id"): taken = Self.text(&reader, &group.keyID)
    case 9 where reader.tokenEquals("key_owner"): taken = Self.text(&reader, &group.owner)
    case 8 where reader.tokenEquals("end_user"): taken = Self.text(&reader, &group.user)
    case 4 where reader.tokenEquals("tags"): taken = Self.lines(&reader, &group.tags)
    case 6 where reader.tokenEquals("status"): taken = statusWord(&reader)
    case 8 where reader.tokenEquals("provider"): taken = Self.text(&reader, &group.provider)
    case 5 where reader.tokenEquals("model"): taken = Self.text(&reader, &group.model)
    case 9 where reader.tokenEquals("caused_by"):
      isOwn = true
      taken = reader.passValue()
    case 12 where reader.tokenEquals("cost_unknown"):
      isCostUnknown = true
      taken = reader.passValue()
    case 13 where reader.tokenEquals("usage_partial"):
      let flag = reader.boolean()
      isPartial = flag == true
      taken = flag != nil
    default: taken = number(&reader)
    }
    return taken ? .taken : .failed
  }

  /// The members that are numbers; any other is passed over.
  private mutating func number(_ reader: inout JSONReader) -> Bool {
    switch reader.tokenCount {
    case 13 where reader.tokenEquals("prompt_tokens"):
      hasUsage = true
      return Self.count(&reader, &tokens.promptTokens)
    case 17 where reader.tokenEquals("completion_tokens"):
      hasUsage = true
      return Self.count(&reader, &tokens.completionTokens)
    case 13 where reader.tokenEquals("cached_tokens"): return Self.count(&reader, &tokens.cachedTokens)
    case 18 where reader.tokenEquals("cache_write_tokens"): return Self.count(&reader, &tokens.cacheWriteTokens)
    case 16 where reader.tokenEquals("reasoning_tokens"): return Self.count(&reader, &tokens.reasoningTokens)
    case 23 where reader.tokenEquals("estimated_cost_nano_usd"):
      var number = 0
      guard Self.count(&reader, &number) else { return false }
      cost = number
      return true
    case 11 where reader.tokenEquals("http_status"): return Self.count(&reader, &httpStatus)
    case 8 where reader.tokenEquals("attempts"):
      var number = 0
      guard Self.count(&reader, &number) else { return false }
      attempts = number
      return true
    case 8 where reader.tokenEquals("left_out"): return Self.count(&reader, &leftOut)
    default: return reader.passValue()
    }
  }

  private mutating func eventType(_ reader: inout JSONReader) -> Member {
    guard reader.string() else { return .failed }
    if reader.tokenEquals("request_finished") {
      event = .finished
    } else if reader.tokenEquals("request_rejected") {
      event = .refused
    } else {
      return .isOther
    }
    return .taken
  }

  private mutating func statusWord(_ reader: inout JSONReader) -> Bool {
    guard reader.string() else { return false }
    status = reader.tokenEquals("success") ? .success : reader.tokenEquals("cancelled") ? .cancelled : .other
    return true
  }

  /// The day in UTC, whatever offset the time is written with: the proxy writes none.
  private mutating func timestamp(_ reader: inout JSONReader) -> Bool {
    guard reader.string() else { return false }
    if reader.tokenIsPlainDateTime() {
      group.day = reader.withToken { text in
        CivilDay.number(text.number(0, 4), text.number(5, 2), text.number(8, 2))
      }
      return true
    }
    guard let time = JSONDateTime(reader.takeString()) else { return false }
    group.day = time.secondsSinceEpoch.flooredQuotient(86_400).quotient
    return true
  }

  private static func text(_ reader: inout JSONReader, _ text: inout JSONString) -> Bool {
    guard reader.string() else { return false }
    text = reader.takeString()
    return true
  }

  /// A list of texts, each on a line of its own. One text, as most lists have, is not copied.
  private static func lines(_ reader: inout JSONReader, _ lines: inout JSONString) -> Bool {
    guard reader.beginArray() else { return false }
    if reader.emptyArray() { return true }
    var joined: [UInt8] = []
    repeat {
      guard reader.string() else { return false }
      if lines.isEmpty, joined.isEmpty {
        lines = reader.takeString()
        continue
      }
      if joined.isEmpty { joined = lines.bytes }
      joined.append(0x0A)
      reader.withToken { text in for index in text.indices { joined.append(text[index]) } }
    } while reader.comma()
    if !joined.isEmpty { lines = JSONString(unchecked: joined.span) }
    return reader.endArray()
  }

  private static func count(_ reader: inout JSONReader, _ count: inout Int) -> Bool {
    guard let number = reader.integer(), number >= 0 else { return false }
    count = number
    return true
  }
}

extension Span<UInt8> {
  /// Digits as a number, which somebody has checked for being digits.
  fileprivate func number(_ start: Int, _ count: Int) -> Int {
    var number = 0
    for index in start..<start + count { number = number * 10 + Int(self[index] & 15) }
    return number
  }
}

extension UsageRecord {
  /// What the record adds to its group.
  var counts: UsageCounts {
    if event == .refused {
      var counts = UsageCounts()
      counts.refused = max(1, leftOut)
      return counts
    }
    var counts = tokens
    counts.requests = 1
    counts.errors = status == .other ? 1 : 0
    counts.costNanoDollars = cost ?? 0
    counts.unknownCosts = cost == nil && (isCostUnknown || mayHaveCost) ? 1 : 0
    counts.partial = isPartial || cost != nil && isCostUnknown ? 1 : 0
    return counts
  }

  /// Whether a request without a cost may be on the provider's bill. Not what no provider takes money for; not what was
  /// never sent; not what the provider, or the proxy before it, refused with an error. A success, an answer that was
  /// cut or ended by the client, a time-out, and a request that the proxy died with may be.
  private var mayHaveCost: Bool {
    if Self.free.contains(where: { group.operation.isEqual(to: $0) }) { return false }
    if hasUsage || status == .success { return true }
    return attempts != 0 && (httpStatus < 400 || httpStatus == 504)
  }

  /// Operations that providers do not charge for.
  private static let free: [StaticString] = ["models", "count_tokens", "stored_response"]
}
