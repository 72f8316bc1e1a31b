import CRecordRing
import Glibc
import Synchronization

/// The queue between the request path and the writer: a ring of records in a file that is mapped into memory. A record
/// is safe from the death of the process as soon as it is in the ring, without a system call.
///
/// Positions count bytes since the ring was made and only grow; a position's offset in the file is its remainder. The
/// records' part of the file is mapped twice in a row, so that a record lies in one piece even where the ring begins
/// again.
///
/// A record is a header word, then the text, padded with 0xFF to whole words. A word in the free part holds its lap
/// (position / capacity) times four. A producer takes the space of a record by exchanging the free word of this very
/// lap for a header with the record's length, and only then is the tail moved past it, by whoever comes first: there is
/// never a gap of unknown length, whenever the process dies. A producer that was asleep for a whole lap cannot mistake
/// what it finds for free space: text holds no control bytes, so none of its words looks like a lap.
///
/// What makes it sound, and `Sendable`: the mapping is never moved and ends in `deinit`, and every method that uses its
/// addresses keeps the ring alive to its end (`extendLifetime`). A word that one thread writes while another may look
/// at it is accessed by the atomic operations of `CRecordRing` only, the words of text among them, since a producer
/// that slept compares them. Everything else is read and written raw, so the memory is bound to no type. Text is read
/// after its complete header has been seen, and overwritten after `released`, which its reader stores when it is done.
/// The second mapping is used for what lies behind the end of the first; a record's text is read and written at the
/// same address, and between its reading and the free words that follow it is the releasing store of `committed`.
@safe
final class RecordRing: @unchecked Sendable {
  static let headerBytes = 4096
  static let longestRecord = 64 << 10

  private let memory: UnsafeMutableRawPointer
  private let records: UnsafeMutableRawPointer
  let capacity: Int
  private let tail: Atomic<Int>
  /// Up to one lap after this, the ring is free.
  private let released: Atomic<Int>

  /// What is at a position of the ring.
  enum Entry: Equatable {
    case free
    /// A producer is still writing it.
    case reserved(length: Int)
    case complete(length: Int, checksum: UInt32)
    /// Nothing that was ever written there whole.
    case damaged
  }

  /// Maps the file, whose size is `headerBytes + capacity`. Throws `errno`.
  init(file: Int32, capacity: Int) throws(DeviceFailure) {
    let once = Self.headerBytes + capacity
    let protection = PROT_READ | PROT_WRITE
    let whole = unsafe mmap(nil, once + capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let base = unsafe whole, unsafe base != MAP_FAILED else { throw .last("mmap") }
    let flags = MAP_SHARED | MAP_FIXED
    let again = unsafe base + once
    guard unsafe mmap(base, once, protection, flags, file, 0) != MAP_FAILED,
      unsafe mmap(again, capacity, protection, flags, file, Self.headerBytes) != MAP_FAILED
    else {
      let failure = DeviceFailure.last("mmap")
      unsafe munmap(base, once + capacity)
      throw failure
    }
    unsafe memory = base
    unsafe records = base + Self.headerBytes
    self.capacity = capacity
    tail = Atomic(0)
    released = Atomic(0)
  }

  deinit { unsafe munmap(memory, Self.headerBytes + 2 * capacity) }

  // MARK: the header page

  /// The words of the file's first page; each is read and written whole.
  enum Field: Int {
    case magic, capacity
    /// Records before this position are on the disk.
    case committed
    /// Day and length of the file that they are in (`FileMark`).
    case file
    /// When the log was last seen alive, in milliseconds since 1970.
    case lastSeen
    case flags
    /// No request that is open has its opening record before this position (`FileMark`).
    case openSince
  }

  subscript(field: Field) -> UInt64 {
    get {
      defer { extendLifetime(self) }
      return unsafe record_ring_load_acquiring(memory + field.rawValue * 8)
    }
    set {
      defer { extendLifetime(self) }
      unsafe record_ring_store_releasing(memory + field.rawValue * 8, newValue)
    }
  }

  /// Whether the header page can be one of ours. A position that is not one of a word would be an access across two.
  var hasPlausibleHeader: Bool {
    let committed = self[.committed]
    return committed & 7 == 0 && committed <= Self.lastPosition && self[.lastSeen] <= UInt64(Int.max)
  }

  /// More than is ever written, and so little that the free words stay below every word of text.
  private static let lastPosition: UInt64 = 1 << 56

  // MARK: producers

  enum AppendOutcome { case taken, full, malformed }

  /// Bytes that are in the ring and not yet released.
  var queued: Int {
    // In this order, or both may move in between and leave less than nothing.
    let start = released.load(ordering: .acquiring)
    return tail.load(ordering: .relaxed) - start
  }

  /// The position behind the last record.
  var end: Int { tail.load(ordering: .sequentiallyConsistent) }

  /// Copies one line into the ring. Lock-free, and no system call.
  func append(_ line: Span<UInt8>) -> AppendOutcome {
    precondition(line.count > 0 && line.count <= Self.longestRecord)
    return unsafe line.withUnsafeBytes { unsafe append($0) }
  }

  private func append(_ line: UnsafeRawBufferPointer) -> AppendOutcome {
    guard unsafe RecordText.isPlain(line) else { return .malformed }
    let size = Self.size(line.count)
    guard let position = reserve(size, line.count) else { return .full }
    defer { extendLifetime(self) }
    let cursor = unsafe records + (position % capacity)
    let checksum = unsafe RecordText.store(line, to: cursor + 8, seed: position)
    unsafe record_ring_store(cursor, Self.header(line.count, checksum))
    return .taken
  }

  private func reserve(_ size: Int, _ length: Int) -> Int? {
    defer { extendLifetime(self) }
    var position = tail.load(ordering: .acquiring)
    while true {
      guard position + size <= released.load(ordering: .acquiring) + capacity else { return nil }
      let free = Self.free(position / capacity)
      let word = unsafe records + position % capacity
      // Looked at first: an exchange takes the line from the others' caches even when it fails.
      var found = unsafe record_ring_load_acquiring(word)
      if found == free { found = unsafe record_ring_exchange(word, free, UInt64(length) << 2 | 1) }
      let isMine = found == free
      let next = position + (isMine ? size : Self.size(Self.length(found)))
      let (moved, current) = tail.compareExchange(
        expected: position, desired: next, ordering: .acquiringAndReleasing)
      if isMine { return position }
      position = moved ? next : current
    }
  }

  // MARK: the consumer

  /// What is at `position`.
  func entry(at position: Int) -> Entry {
    defer { extendLifetime(self) }
    let value = unsafe record_ring_load(records + position % capacity)
    if value == Self.free(position / capacity) { return .free }
    let length = Self.length(value)
    guard length > 0, length <= Self.longestRecord, Self.size(length) <= capacity else { return .damaged }
    switch value & 3 {
    case 1: return .reserved(length: length)
    case 3: return .complete(length: length, checksum: UInt32(value >> 32))
    default: return .damaged
    }
  }

  /// Appends the text of the record at `position` to `bytes`.
  func copy(_ position: Int, length: Int, into bytes: inout [UInt8]) {
    defer { extendLifetime(self) }
    let start = unsafe records + position % capacity + 8
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: length))
  }

  /// Whether the text at `position` is what its producer wrote: memory that survived its process is, pages that
  /// survived a power failure need not be.
  func matches(_ position: Int, length: Int, checksum: UInt32) -> Bool {
    defer { extendLifetime(self) }
    let start = unsafe UnsafeRawPointer(records + position % capacity + 8)
    return unsafe RecordText.checksum(start, length, seed: position) == checksum
  }

  /// Frees the records before `position`.
  func release(to position: Int) {
    let start = released.load(ordering: .relaxed)
    fill(from: start + capacity, to: position + capacity)
    released.store(position, ordering: .releasing)
  }

  /// Makes the whole ring free from `position` on; nobody may be using it.
  func restart(at position: Int, filling: Bool) {
    defer { extendLifetime(self) }
    if filling {
      fill(from: position, to: position + capacity)
      // The words are in the file; that all of it was touched once need not keep it in this process's memory.
      unsafe madvise(records, capacity, MADV_DONTNEED)
    }
    tail.store(position, ordering: .releasing)
    released.store(position, ordering: .releasing)
  }

  /// Writes the free words of these positions, each whole: a producer that slept for a lap may be looking at them.
  private func fill(from start: Int, to end: Int) {
    defer { extendLifetime(self) }
    var position = start
    while position < end {
      let lap = position / capacity
      let stop = min(end, (lap + 1) * capacity)
      let cursor = unsafe records + position % capacity
      unsafe record_ring_fill(cursor, Self.free(lap), (stop - position) / 8)
      position = stop
    }
  }

  // MARK: words

  private static func free(_ lap: Int) -> UInt64 { UInt64(lap) << 2 }

  private static func header(_ length: Int, _ checksum: UInt32) -> UInt64 {
    UInt64(checksum) << 32 | UInt64(length) << 2 | 3
  }

  private static func length(_ header: UInt64) -> Int { Int(header >> 2 & 0x3FFF_FFFF) }

  /// Bytes that a record of this length takes.
  static func size(_ length: Int) -> Int { 8 + (length + 7) & ~7 }
}
