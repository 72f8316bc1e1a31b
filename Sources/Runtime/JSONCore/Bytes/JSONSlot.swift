/// Slots that a generated decoder fills: properties of a value that starts blank.
///
/// A blank slot holds nothing that would have to be released, and is filled once. That the decoder knows, and the
/// compiler does not: an assignment would release what was there before, which is a call for each string and a walk
/// over each optional struct.
public enum JSONSlot {
  /// Moves a value into a blank slot. Into any other it would be a leak, never an access to what is no longer there.
  ///
  /// `initialize` is meant for memory without a value. A blank one refers to no object (`__blank` of generated types is
  /// made of empty strings, empty arrays, nil and numbers; where it does refer to one, generated code assigns), so that
  /// nothing is lost when it is not released first. That saves 14 instructions a string: 46 instead of 128 for a
  /// struct of six, as callgrind counts them.
  @inlinable
  @inline(__always)
  public static func fill<Value>(_ position: inout Value, _ value: consuming Value) {
    let value = consume value
    unsafe withUnsafeMutablePointer(to: &position) { unsafe $0.initialize(to: value) }
  }

  /// What `fill` makes of a blank value, moved out of where it was made; nil when it returns false.
  @inlinable
  @inline(__always)
  public static func filled<Value>(_ blank: @autoclosure () -> Value, _ fill: (inout Value) -> Bool) -> Value? {
    unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { room in
      let position = unsafe room.baseAddress.unsafelyUnwrapped
      unsafe position.initialize(to: blank())
      if unsafe fill(&position.pointee) { return unsafe position.move() }
      unsafe position.deinitialize(count: 1)
      return nil
    }
  }
}
