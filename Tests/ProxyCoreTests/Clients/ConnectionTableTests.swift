import Testing

@testable import ProxyCore

@Suite struct ConnectionTableTests {
  @Test func addresses() {
    #expect(ClientAddress(text: "192.0.2.7").network == 0xC000_0207)
    #expect(ClientAddress(text: "::ffff:192.0.2.7").network == 0xC000_0207)
    #expect(ClientAddress(text: "2001:db8:1:2:3:4:5:6").network == 0x2001_0DB8_0001_0002)
    #expect(ClientAddress(text: "2001:db8::5").network == 0x2001_0DB8_0000_0000)
    #expect(ClientAddress(text: "fe80::").network == 0xFE80_0000_0000_0000)
    #expect(ClientAddress(text: "::").network == 0)
    #expect(ClientAddress(text: nil).network == nil)
    for none in ["", "1.2.3", "1.2.3.256", "2001:db8", "12345::", "::g", "/run/socket"] {
      #expect(ClientAddress(text: none).network == nil, "\(none)")
    }
  }

  /// One machine may use any of the addresses of its network.
  @Test func oneNetworkIsOneClient() {
    #expect(ClientAddress(text: "2001:db8:1:2::1").network == ClientAddress(text: "2001:db8:1:2:ffff::9").network)
    #expect(ClientAddress(text: "2001:db8:1:2::1").network != ClientAddress(text: "2001:db8:1:3::1").network)
  }

  @Test func loopback() {
    for text in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
      #expect(ClientAddress(text: text).isLoopback)
    }
    for text in ["128.0.0.1", "::2", "10.0.0.1", "2001:db8::1"] { #expect(!ClientAddress(text: text).isLoopback) }
  }

  private func listen(_ json: String) throws -> ProxySettings.Listen {
    try settings(#"{"listen":\#(json),"providers":{}}"#).listen
  }

  /// Opens up to `wanted` connections of one address and returns how many there were, and which bound ended it.
  private func open(
    _ wanted: Int, _ address: String, _ table: ConnectionTable, _ listen: ProxySettings.Listen,
    _ held: inout [Held]
  ) -> (Int, ConnectionBound?) {
    for count in 0..<wanted {
      do throws(ConnectionRefusal) {
        held.append(Held(try table.enter(ClientAddress(text: address), listen)))
      } catch {
        return (count, error.bound)
      }
    }
    return (wanted, nil)
  }

  /// An array cannot hold a slot.
  private final class Held {
    private let slot: ConnectionTable.Slot

    init(_ slot: consuming ConnectionTable.Slot) { self.slot = slot }
  }

  @Test func boundsInTotalAndPerAddress() throws {
    let table = ConnectionTable()
    let listen = try listen(#"{"maxConnections":5,"maxConnectionsPerAddress":3}"#)
    var held: [Held] = []
    #expect(open(9, "192.0.2.1", table, listen, &held) == (3, .address))
    #expect(open(9, "192.0.2.2", table, listen, &held) == (2, .all))
    #expect(table.size == (5, 2))
    held.removeFirst()
    #expect(open(9, "192.0.2.1", table, listen, &held) == (1, .all))
    held = []
    #expect(table.size == (0, 0))
  }

  @Test func theUsualBounds() throws {
    let table = ConnectionTable()
    let listen = try listen(#"{"maxConnections":4000}"#)
    var held: [Held] = []
    #expect(open(2000, "192.0.2.1", table, listen, &held) == (1000, .address))
    #expect(open(5000, "127.0.0.1", table, listen, &held) == (3000, .all))
  }

  @Test func rates() {
    let rate = MinimumRate(bytesPerSecond: 1024, graceNanoseconds: 5_000_000_000)
    #expect(rate.bytes(after: 5_000_000_000) == 0)
    #expect(rate.bytes(after: 5_500_000_000) == 512)
    #expect(rate.bytes(after: 65_000_000_000) == 61_440)
    #expect(MinimumRate(bytesPerSecond: 0, graceNanoseconds: 1).bytes(after: .max) == 0)
    let fastest = MinimumRate(bytesPerSecond: 1_000_000_000, graceNanoseconds: 1_000_000)
    #expect(fastest.bytes(after: 86_400_000_000_000) == 86_399_999_000_000)
  }
}
