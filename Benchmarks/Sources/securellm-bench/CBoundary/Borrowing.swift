extension Array {
  /// Lends every element where it lies: a loop over the array would copy it first and count each reference in it.
  func borrowEach(_ body: (borrowing Element) -> Void) {
    unsafe withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      unsafe lend(first, elements.count, body)
    }
  }
}

/// Generic over what cannot be copied, so that it does not; specialized it would. The attribute is not documented and
/// changes no meaning: without it the benchmark counts copies that it does not want to measure.
@inline(never)
@_semantics("optimize.sil.specialize.generic.never")
private func lend<Element: ~Copyable>(
  _ first: UnsafePointer<Element>, _ count: Int, _ body: (borrowing Element) -> Void
) {
  for index in 0..<count { unsafe body(first[index]) }
}
