/// Room for a value inside a value of its own type: behind a reference, none when there is no value. Generated code
/// puts it on the members that make a schema recursive. The box never changes, so copies of the outer value share it,
/// and a new value gets a box of its own.
@propertyWrapper
public struct JSONIndirect<Value: Sendable>: Sendable {
  private final class Box: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  private var box: Box?

  public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

  public var wrappedValue: Value? {
    get { box?.value }
    set { box = newValue.map(Box.init) }
  }
}

/// The same for a value that is always there, since the member has a default: it ends where a member may be absent, or
/// the type would have no finite value.
@propertyWrapper
public struct JSONBox<Value: Sendable>: Sendable {
  private final class Box: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  private var box: Box

  public init(wrappedValue: Value) { box = Box(wrappedValue) }

  public var wrappedValue: Value {
    get { box.value }
    set { box = Box(newValue) }
  }
}

// By value, not by box: whether two values share one is of no concern.
extension JSONBox: Equatable where Value: Equatable {
  public static func == (left: JSONBox, right: JSONBox) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension JSONBox: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

extension JSONIndirect: Equatable where Value: Equatable {
  public static func == (left: JSONIndirect, right: JSONIndirect) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension JSONIndirect: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
