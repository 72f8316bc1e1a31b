/// Room for a value inside a value of its own type: behind a reference, none when there is no value.
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

extension JSONIndirect: Equatable where Value: Equatable {
  public static func == (left: JSONIndirect, right: JSONIndirect) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension JSONIndirect: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
