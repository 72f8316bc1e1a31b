/// One block of an event stream, up to and with its empty line: an event, or only comments and the like, which a relay
/// passes on all the same. Offsets are those in the input of the call, or in what the parser holds.
package struct SSEEvent: Equatable {
  /// Whether the block began in an earlier input, so that its bytes are those the parser holds. One that did not is the
  /// consumed beginning of the input: blocks that follow each other in one read are one range of it, so that a relay
  /// copies a run of those it keeps at once.
  package internal(set) var isHeld = false
  /// Whether the block is longer than the parser's limit. Then nothing of it was read, and what was given out of it is
  /// not there any more.
  package internal(set) var isTruncated = false
  /// All bytes of the block; of one that is truncated only those that were not given out before. A line feed at its
  /// beginning ends the block before, whose last byte was a carriage return.
  package internal(set) var block = 0..<0
  /// How many bytes of the block were given out in parts.
  package internal(set) var sentCount = 0
  /// The end of `block` that was not given out in parts: all of it, where there were none.
  package internal(set) var unsent = 0..<0
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

/// The next bytes of a block whose end has not come. Offsets are those in what the parser holds; see
/// `SSEParser.withPart`.
package struct SSEPart: Equatable {
  /// What is given out: it follows what was given out before, without a gap.
  package let bytes: Range<Int>
  /// The same with the bytes behind it that are kept back. Whatever begins in `bytes` and is no longer than
  /// `keepsBack` is whole in here.
  package let lookahead: Range<Int>
}

/// What the parser made of an input.
package struct SSEStep: Equatable {
  package enum Outcome: Equatable {
    /// Everything is consumed, and no block is complete.
    case needMore
    /// Everything is consumed, no block is complete, and there is much of one: these bytes may be sent on.
    case part(SSEPart)
    case event(SSEEvent)
  }

  /// How many bytes of the input are done with. The rest is to be given again.
  package var consumed: Int
  package var outcome: Outcome
}
