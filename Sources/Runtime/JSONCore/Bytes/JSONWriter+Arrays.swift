/// Arrays. Elements are lent to the code that writes them where they lie: a loop over the array would copy each one and
/// count every reference in it, twice, which costs more than writing a short string.
extension JSONWriter {
  /// `[`, the elements as `body` writes them with commas between, `]`. Copies were a third of the time that serializing
  /// an audit event took.
  @inlinable
  @inline(__always)
  public mutating func array<Element>(_ elements: [Element], _ body: (borrowing Element, inout JSONWriter) -> Void) {
    byte(0x5B)
    each(elements, body)
    byte(0x5D)
  }

  /// `{`, the members as `body` writes them with commas between, `}`.
  @inlinable
  @inline(__always)
  public mutating func object<Element>(_ members: [Element], _ body: (borrowing Element, inout JSONWriter) -> Void) {
    byte(0x7B)
    each(members, body)
    byte(0x7D)
  }

  /// Every element as `body` writes it, each with a comma before it: members behind those an object begins with.
  @inlinable
  @inline(__always)
  public mutating func members<Element>(_ elements: [Element], _ body: (borrowing Element, inout JSONWriter) -> Void) {
    if elements.isEmpty { return }
    byte(0x2C)
    each(elements, body)
  }

  /// The elements where they lie, with commas between.
  @inlinable
  @inline(__always)
  mutating func each<Element>(_ elements: [Element], _ body: (borrowing Element, inout JSONWriter) -> Void) {
    unsafe elements.withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      unsafe each(first, elements.count, body)
    }
  }

  /// Generic over what cannot be copied, so that it does not; the optimizer would put the copies back if it
  /// specialized this. The call costs a few nanoseconds: scalars, where that matters, have functions of their own.
  @inline(never)
  @usableFromInline
  @_semantics("optimize.sil.specialize.generic.never")
  mutating func each<Element: ~Copyable>(
    _ first: UnsafePointer<Element>, _ count: Int, _ body: (borrowing Element, inout JSONWriter) -> Void
  ) {
    for index in 0..<count {
      if index > 0 { byte(0x2C) }
      unsafe body(first[index], &self)
    }
  }

  // Arrays of scalars have no body to call: each function is one loop that the compiler knows all of.
  @inline(never)
  public mutating func array(_ elements: [JSONString]) { scalars(elements) { $1.string($0) } }

  @inline(never)
  public mutating func array(_ elements: [JSONSlice]) { scalars(elements) { $1.raw($0) } }

  @inline(never)
  public mutating func array(_ elements: [Int]) { scalars(elements) { $1.integer($0) } }

  @inline(never)
  public mutating func array(_ elements: [Double]) { scalars(elements) { $1.double($0) } }

  @inline(never)
  public mutating func array(_ elements: [Bool]) { scalars(elements) { $1.boolean($0) } }

  /// The loop over values that cost nothing to copy, or whose functions borrow them.
  @inline(__always)
  private mutating func scalars<Element>(_ elements: [Element], _ body: (Element, inout JSONWriter) -> Void) {
    byte(0x5B)
    for index in elements.indices {
      if index > 0 { byte(0x2C) }
      body(elements[index], &self)
    }
    byte(0x5D)
  }
}
