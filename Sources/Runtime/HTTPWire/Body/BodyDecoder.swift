/// Finds the bytes of a body in what arrives, and where the body ends.
struct BodyDecoder: Sendable {
  private enum State {
    case length(Int)
    case untilClose
    case chunked
    case done
  }

  private var state = State.done
  private var chunks = ChunkDecoder()

  init() {}

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

  mutating func next(_ input: Span<UInt8>) -> WireStep {
    switch state {
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
