import Glibc
import Testing

@testable import System

@Suite struct ServiceTests {
  @Test func addresses() {
    #expect(NotifyAddress("/run/systemd/notify")?.bytes == Array("/run/systemd/notify".utf8))
    #expect(NotifyAddress("@name")?.bytes == [0] + Array("name".utf8))
    for text in ["", "/", "@", "relative", "vsock:2:1234", "/a\0b", "/" + String(repeating: "x", count: 107)] {
      #expect(NotifyAddress(text) == nil, "\(text)")
    }
    // A path needs one byte for its end, an abstract name does not.
    #expect(NotifyAddress("/" + String(repeating: "x", count: 106)) != nil)
    #expect(NotifyAddress("@" + String(repeating: "x", count: 107)) != nil)
    #expect(NotifyAddress("@" + String(repeating: "x", count: 108)) == nil)
  }

  @Test func messages() {
    #expect(ServiceMessage.ready(status: "here").text == "READY=1\nSTATUS=here\n")
    let reload = ServiceMessage.reloading(now: 1_234_567_890).text
    #expect(reload == "RELOADING=1\nMONOTONIC_USEC=1234567\nSTATUS=reloading the configuration\n")
    let stop = ServiceMessage.stopping(status: "x", nanoseconds: 2_000_000_000).text
    #expect(stop == "STOPPING=1\nEXTEND_TIMEOUT_USEC=2000000\nSTATUS=x\n")
    #expect(ServiceMessage.alive.text == "WATCHDOG=1\n")
  }

  /// What comes from a file must not become a message of its own.
  @Test func aStatusIsOneLine() {
    #expect(ServiceMessage.status("a\nMAINPID=1\r\u{1b}[0m").text == "STATUS=a MAINPID=1  [0m\n")
    #expect(ServiceMessage.status("a\r\nb").text == "STATUS=a  b\n")
    #expect(ServiceMessage.status(String(repeating: "ä", count: 3_000)).text.utf8.count < 1_100)
  }

  @Test func watchdogs() {
    func interval(_ time: String?, _ process: String? = nil) -> Int? {
      ServiceVariables.watchdogInterval(
        { ["WATCHDOG_USEC": time, "WATCHDOG_PID": process][$0] ?? nil }, process: 42)
    }
    #expect(interval("30000000") == 15_000_000_000)
    #expect(interval("30000000", "42") == 15_000_000_000)
    #expect(interval("30000000", "43") == nil)
    #expect(interval("30000000", "") == nil)
    for text in [nil, "", "0", "-5", "soon", "9223372036854775807", "99999999999999999999"] {
      #expect(interval(text) == nil, "\(text ?? "none")")
    }
  }

  @Test(arguments: ["/tmp/securellm-\(getpid())-notify", "@securellm-\(getpid())-notify"])
  func isHeard(_ name: String) throws {
    let path = name.utf8.first == UInt8(ascii: "/")
    let address = try #require(NotifyAddress(name))
    let receiver = try Receiver(address)
    defer { if path { unlink(name) } }
    try NotifySocket(address).send(.ready(status: "here"))
    #expect(receiver.text() == "READY=1\nSTATUS=here")
  }

  @Test func nobodyHears() throws {
    let address = try #require(NotifyAddress("/nowhere/notify"))
    #expect(throws: SystemError(code: ENOENT)) { try NotifySocket(address).send(.alive, waits: false) }
  }
}

/// The manager's end.
private struct Receiver {
  private let descriptor: CInt

  init(_ address: NotifyAddress) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
    var own = sockaddr_un()
    own.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &own.sun_path) { $0.copyBytes(from: address.bytes) }
    let isAbstract = address.bytes[0] == 0
    let size = socklen_t(2 + address.bytes.count + (isAbstract ? 0 : 1))
    let result = withUnsafePointer(to: &own) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    try #require(result == 0)
  }

  func text() -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    close(descriptor)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
