import Synchronization

/// The connections that clients have open, over all event loops: how many in all, and how many of each address.
/// Without the second bound one machine could take all of them from everybody else.
package final class ConnectionTable: Sendable {
  /// Of one address, unless the configuration says otherwise.
  private static let usualPerAddress = 1000

  private struct Counts {
    var all = 0
    var byNetwork: [UInt64: Int] = [:]
  }

  private let counts = Mutex(Counts())

  package init() {}

  /// A connection that counts until this is destroyed: it cannot be forgotten, nor released twice.
  package struct Slot: ~Copyable {
    fileprivate let table: ConnectionTable
    fileprivate let network: UInt64?

    deinit { table.leave(network) }
  }

  /// An address that is not known counts in the whole only. From loopback and trusted proxies the bound of addresses is
  /// the whole: a load balancer in front is one address.
  ///
  /// - Throws: which bound one more connection would be over.
  package func enter(_ address: ClientAddress, _ listen: ProxySettings.Listen) throws(ConnectionRefusal) -> Slot {
    let isProxy = address.isLoopback || listen.trusted?.contain(address) == true
    let most = listen.maxConnectionsPerAddress ?? (isProxy ? listen.maxConnections : Self.usualPerAddress)
    let refusal: ConnectionRefusal? = counts.withLock { counts in
      if counts.all >= listen.maxConnections { return ConnectionRefusal(bound: .all, most: listen.maxConnections) }
      if let network = address.network {
        let open = counts.byNetwork[network, default: 0]
        if open >= most { return ConnectionRefusal(bound: .address, most: most) }
        counts.byNetwork[network] = open + 1
      }
      counts.all += 1
      return nil
    }
    if let refusal { throw refusal }
    return Slot(table: self, network: address.network)
  }

  /// Removes an address with its last connection, so that the table is never larger than what is open.
  private func leave(_ network: UInt64?) {
    counts.withLock { counts in
      counts.all -= 1
      guard let network, let open = counts.byNetwork[network] else { return }
      counts.byNetwork[network] = open > 1 ? open - 1 : nil
    }
  }

  /// Open connections, and addresses that have some.
  var size: (connections: Int, addresses: Int) { counts.withLock { ($0.all, $0.byNetwork.count) } }
}

package struct ConnectionRefusal: Error, Equatable {
  package let bound: ConnectionBound
  package let most: Int

  /// What the client gets: which setting it met, so that an operator who reads it can act.
  package var failure: ProxyFailure {
    let what =
      switch bound {
      case .all: "This server has \(most) connections open already, which is all that listen.maxConnections allows"
      case .address: "Your address has \(most) connections open already; see listen.maxConnectionsPerAddress"
      }
    return ProxyFailure(.tooBusy, "\(what). Close some, or try again later.", retryAfterSeconds: 1)
  }
}
