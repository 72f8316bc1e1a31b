import JSONCore

/// A position in the day files: a day, and a length of its file. One word, so that both change at once.
struct FileMark: Equatable, Comparable {
  /// Counted from 1970-01-01.
  let day: Int
  let offset: Int

  static let zero = FileMark(day: 0, offset: 0)

  init(day: Int, offset: Int) {
    self.day = day
    self.offset = offset
  }

  init(word: UInt64) {
    day = Int(word >> 44)
    offset = Int(word & (1 << 44 - 1))
  }

  var word: UInt64 { UInt64(day) << 44 | UInt64(offset) }

  static func < (left: FileMark, right: FileMark) -> Bool { (left.day, left.offset) < (right.day, right.offset) }
}

/// Flags that outlive the process.
struct RingFlags: OptionSet {
  let rawValue: UInt64
  /// A sync has failed: what the file seems to hold behind the committed position need not be on the disk.
  static let failed = RingFlags(rawValue: 1)
  /// Nothing is deleted before somebody has confirmed the clock.
  static let retentionHeld = RingFlags(rawValue: 2)
  /// The log was closed in order: the ring is empty, and all of its words are free.
  static let clean = RingFlags(rawValue: 4)
}

extension RecordRing {
  var flags: RingFlags {
    get { RingFlags(rawValue: self[.flags]) }
    set { self[.flags] = newValue.rawValue }
  }

  var fileMark: FileMark { FileMark(word: self[.file]) }

  /// Notes that everything before `position` is on the disk, in a file that ends at `mark`. A death between the two
  /// steps leaves records in the file behind its noted end, which the next start looks at; the other way round it
  /// would not see them.
  func commit(_ position: Int, _ mark: FileMark) {
    self[.committed] = UInt64(position)
    self[.file] = mark.word
  }
}
