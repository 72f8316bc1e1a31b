/// Finds the bytes of a body in what arrives, and where the body ends, by the framing that the head has decided (RFC
/// 9112, 6.3). Keeps counts only.
struct BodyDecoder: Sendable {
  /// `length`: bytes still to come, at least one.
  private enum State {
    case length(Int)
    case untilClose
    case chunked
    case done
  }

  private var state = State.done
  /// In the value and not in the case, since it is changed without a copy.
  private var chunks = ChunkDecoder()

  init() {}

  /// `fields`: how many the head had.
  init(_ framing: BodyFraming, limits: HTTPLimits, fields: Int) {
    switch framing {
    case .none: state = .done
    case .length(let count): state = count == 0 ? .done : .length(count)
    case .untilClose: state = .untilClose
    case .chunked:
      state = .chunked
      chunks = ChunkDecoder(limits: limits, fields: fields)
    }
  }

  /// Whether the end of the connection is the end of the body.
  var endsWithConnection: Bool {
    if case .untilClose = state { return true }
    return false
  }

  /// Whether nothing more belongs to the body.
  var isDone: Bool {
    if case .done = state { return true }
    return false
  }

  /// Sets another limit for what is still to come; false when it is known to be exceeded.
  mutating func setLimit(_ limit: Int) -> Bool {
    chunks.room = limit
    if case .length(let count) = state { return count <= limit }
    return true
  }

  /// Bodies of a known length are one range per call; only chunked ones are looked at byte by byte, and only between
  /// chunks.
  mutating func next(_ input: Span<UInt8>) -> WireStep {
    switch state {
    // Asked for once more after the last byte: the end has an event of its own, though it has no bytes.
    case .done: return WireStep(0, .end)
    case .length(let left):
      let size = min(left, input.count)
      if size == 0 { return WireStep(0, .needMore) }
      state = size == left ? .done : .length(left - size)
      return WireStep(size, .body(0..<size))
    case .untilClose: return WireStep(input.count, input.isEmpty ? .needMore : .body(0..<input.count))
    case .chunked:
      let step = chunks.next(input)
      if step.event == .end { state = .done }
      return step
    }
  }
}
