/// Elements of arrays and members of maps, gathered on the stack until it is known how many there are.
extension JSONReader {
  /// Bytes of the room on the stack: where more are asked for, it would be the heap's.
  @usableFromInline static var roomSize: Int { 1024 }
  /// Elements that an array is made of in one step, of a size that the compiler knows.
  @usableFromInline static var roomCount: Int { 8 }

  /// The values that `element` reads, one at least and as many as commas follow; nil when it refuses one.
  ///
  /// An array of at most eight small values is allocated once, at its exact size. A longer one takes them in eights.
  @inlinable
  @inline(__always)
  public mutating func elements<Element>(_ element: (inout JSONReader) -> Element?) -> [Element]? {
    let start = offset
    let capacity = max(1, min(Self.roomCount, Self.roomSize / max(1, MemoryLayout<Element>.stride)))
    return unsafe withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) { room -> [Element]? in
      let first = unsafe room.baseAddress.unsafelyUnwrapped
      var (count, all) = (0, [Element]())
      while true {
        guard let value = element(&self) else {
          unsafe first.deinitialize(count: count)
          return nil
        }
        // The room is full: what is in it moves into the array, which is made now with a guess of its size.
        if count == capacity {
          if all.isEmpty {
            all.reserveCapacity(expectedCount(count, since: start, stride: MemoryLayout<Element>.stride))
          }
          unsafe Self.move(first, count, to: &all)
          count = 0
        }
        unsafe (first + count).initialize(to: value)
        count &+= 1
        guard comma() else { break }
      }
      if all.isEmpty { return unsafe Self.array(first, count) }
      unsafe Self.move(first, count, to: &all)
      return all
    }
  }

  /// How many elements to make room for behind the first `count`: as many as there would be if the others were as long
  /// and nothing else came. All guesses of a text together make room for 64 KiB, so that no text costs much more memory
  /// than its values.
  @inline(never)
  @usableFromInline
  mutating func expectedCount(_ count: Int, since start: Int, stride: Int) -> Int {
    let rest = unsafe end - cursor
    // As many as would fit the rest of the text, if all of it were elements as long as those before.
    let guess = min(rest / max(1, (offset - start) / count), spareRoom / max(1, stride))
    spareRoom -= guess * stride
    return max(count * 4, count + guess)
  }

  /// One by one: what is moved is not retained.
  @inline(never)
  @inlinable
  static func move<Element>(_ first: UnsafeMutablePointer<Element>, _ count: Int, to all: inout [Element]) {
    for index in 0..<count { unsafe all.append((first + index).move()) }
  }

  /// An array of the values at `first`, which are moved. Literals, because other ways of making an array ask the
  /// allocator how much it gave, and go through the values' witnesses.
  @inline(never)
  @inlinable
  static func array<Element>(_ first: UnsafeMutablePointer<Element>, _ count: Int) -> [Element] {
    @inline(__always)
    func take(_ index: Int) -> Element { unsafe (first + index).move() }
    switch count {
    case 1: return [take(0)]
    case 2: return [take(0), take(1)]
    case 3: return [take(0), take(1), take(2)]
    case 4: return [take(0), take(1), take(2), take(3)]
    case 5: return [take(0), take(1), take(2), take(3), take(4)]
    case 6: return [take(0), take(1), take(2), take(3), take(4), take(5)]
    case 7: return [take(0), take(1), take(2), take(3), take(4), take(5), take(6)]
    case 8: return [take(0), take(1), take(2), take(3), take(4), take(5), take(6), take(7)]
    default: return []
    }
  }
}
