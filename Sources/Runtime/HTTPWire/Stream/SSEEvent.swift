/// One block of an event stream, up to and with its empty line: an event, or only comments and the like, which a relay
/// passes on all the same. Offsets are those in the input of the call, or in what the parser holds.
package struct SSEEvent: Equatable {
  /// Whether the block began in an earlier input, so that its bytes are those the parser holds.
  package internal(set) var isHeld = false
  /// All bytes of the block. A line feed at its beginning ends the block before, whose last byte was a carriage return.
  package internal(set) var block = 0..<0
  /// The type of the event; empty when it has none, which means `message`.
  package internal(set) var name = 0..<0
  /// Number of data lines. Without any there is no event to dispatch.
  package internal(set) var dataLines = 0
  /// The first data line. Those of streams of models have one.
  package internal(set) var data = 0..<0
  package internal(set) var id: Range<Int>?
  /// Milliseconds, digits only.
  package internal(set) var retry: Range<Int>?

  package var isDispatched: Bool { dataLines > 0 }
}

/// What the parser made of an input.
package struct SSEStep: Equatable {
  package enum Outcome: Equatable {
    /// Everything is consumed, and no block is complete.
    case needMore
    case event(SSEEvent)
    /// A block is longer than the limit. The stream cannot be read on.
    case tooLong
  }

  /// How many bytes of the input are done with. The rest is to be given again.
  package var consumed: Int
  package var outcome: Outcome
}
