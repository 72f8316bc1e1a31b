import JSONCore

/// Takes formatted text as it comes, so that memory holds a chunk of it.
/// One sink for printing, writing and comparing: what `--check` compares is by construction what `--write` writes.
struct FormatSink: ~Copyable {
  enum Target {
    /// Goes to a descriptor.
    case descriptor(Int32)
    /// Is compared with a text.
    case comparison(JSONBytes)
  }

  /// Most bytes of formatted text: indentation can multiply a deep file.
  /// 1 GiB: 512 levels of nesting put 1,024 blanks before every element of the innermost array.
  static let most = 1 << 30

  private let target: Target
  private var writer = JSONWriter(capacity: 1 << 16)
  private var written = 0
  /// Whether the text is another than the one it is compared with.
  private(set) var differs = false
  /// `errno` of a write that failed, 0 otherwise; `EFBIG` for too much text.
  private(set) var failure: Int32 = 0

  init(_ target: Target) { self.target = target }

  /// Whether there is no use in going on.
  var isStopped: Bool { differs || failure != 0 }

  mutating func byte(_ value: UInt8) {
    writer.byte(value)
    drainWhenFull()
  }

  mutating func literal(_ text: StaticString) { writer.literal(text) }

  mutating func raw(_ slice: JSONSlice) {
    writer.raw(slice)
    drainWhenFull()
  }

  /// A line feed and `level` times two blanks.
  mutating func newLine(_ level: Int) {
    writer.byte(0x0A)
    for _ in 0..<level { writer.literal("  ") }
    drainWhenFull()
  }

  private mutating func drainWhenFull() { if writer.count > 1 << 16 { drain() } }

  private mutating func drain() {
    let count = writer.count
    switch target {
    case .descriptor(let descriptor):
      if written + count > Self.most {
        failure = FormatSink.tooLarge
      } else if failure == 0 {
        failure = writer.flush(to: descriptor)
      }
    case .comparison(let text): compare(text)
    }
    written += count
    writer.reset()
  }

  private mutating func compare(_ text: JSONBytes) {
    guard !differs else { return }
    let start = written
    let count = writer.count
    guard start + count <= text.count else { return differs = true }
    differs = writer.withSpan { ours in
      text.withSpan(start..<start + count) { theirs in !ours.indices.allSatisfy { ours[$0] == theirs[$0] } }
    }
  }

  /// Ends the text. Precondition: called once.
  mutating func finish() {
    drain()
    if case .comparison(let text) = target, written != text.count { differs = true }
  }
}
