/// Which bound a connection is over, as a label.
package enum ConnectionBound: UInt8, CaseIterable, Sendable {
  case all, address

  package var label: StaticString {
    switch self {
    case .all: "all"
    case .address: "address"
    }
  }
}
