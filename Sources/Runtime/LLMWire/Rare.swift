/// A value that is hardly ever there, in memory of its own. A scanner is part of an object that every request has, and
/// above about a thousand bytes an object takes several hundred instructions more to allocate.
indirect enum Rare<Value: Sendable>: Sendable {
  case none
  case some(Value)

  init(_ value: Value?) { self = value.map(Rare.some) ?? .none }

  var value: Value? {
    switch self {
    case .none: nil
    case .some(let value): value
    }
  }
}
