import Glibc
import Testing

@testable import System

@Suite struct TCPAddressTests {
  @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0"])
  func freeAddresses(host: String) { #expect(TCPAddress.failure(listeningOn: host, port: 0) == nil) }

  @Test func addressesThatCannotBe() {
    #expect(TCPAddress.failure(listeningOn: "no-such-host.invalid", port: 0) == .unknownHost)
    let elsewhere = TCPAddress.failure(listeningOn: "192.0.2.1", port: 0)
    #expect(elsewhere == .system(SystemError(code: EADDRNOTAVAIL)))
  }
}
