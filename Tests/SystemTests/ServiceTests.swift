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

  @Test func nobodyHears() throws {
    let address = try #require(NotifyAddress("/nowhere/notify"))
    #expect(throws: SystemError(code: ENOENT)) { try NotifySocket(address).send(.alive, waits: false) }
  }

  private func descriptors(_ variables: [String: String]) throws(InheritedSocketFailure) -> [String] {
    try ServiceVariables.descriptors({ variables[$0] }, process: 42).map { "\($0.number) \($0.name)" }
  }

  @Test func passedDescriptors() throws {
    #expect(try descriptors([:]) == [])
    #expect(try descriptors(["LISTEN_PID": "42", "LISTEN_FDS": "0", "LISTEN_FDNAMES": ""]) == [])
    #expect(try descriptors(["LISTEN_PID": "42", "LISTEN_FDS": "2"]) == ["3 unknown", "4 unknown"])
    let named = ["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "main:"]
    #expect(try descriptors(named) == ["3 main", "4 "])
    // For another process, or for nobody.
    #expect(try descriptors(["LISTEN_PID": "43", "LISTEN_FDS": "x"]) == [])
    #expect(try descriptors(["LISTEN_FDS": "2"]) == [])
    #expect(try descriptors(["LISTEN_PID": "42"]) == [])
  }

  @Test func rejectsWrongCountsOfDescriptors() {
    for count in ["", "-1", "two", "2147483647", "99999999999"] {
      #expect(throws: InheritedSocketFailure.count, "\(count)") {
        try descriptors(["LISTEN_PID": "42", "LISTEN_FDS": count])
      }
    }
    #expect(throws: InheritedSocketFailure.names(count: 1, sockets: 2)) {
      try descriptors(["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "main"])
    }
  }

  @Test func directories() throws {
    let state = ServiceDirectory.state
    #expect(try state.path([:]) == nil && state.path(["STATE_DIRECTORY": ""]) == nil)
    #expect(try state.path(["STATE_DIRECTORY": "/a:/b c"]) == "/a")
    #expect(try state.paths(["STATE_DIRECTORY": "/a:/b c"]) == ["/a", "/b c"])
    for value in ["a", "./a", "/a:b", "/a:../b", "~"] {
      #expect(throws: RelativeServiceDirectory(variable: "STATE_DIRECTORY"), "\(value)") {
        try state.path(["STATE_DIRECTORY": value])
      }
    }
  }

  @Test func directoriesOfAnotherServiceDoNotCount() {
    let variables = ["STATE_DIRECTORY": "/a", "LOGS_DIRECTORY": "/b", "HOME": "/h", "SYSTEMD_EXEC_PID": "42"]
    #expect(ServiceVariables.own(variables, process: 42) == variables)
    #expect(ServiceVariables.own(variables, process: 43) == ["HOME": "/h", "SYSTEMD_EXEC_PID": "42"])
    let old = ["STATE_DIRECTORY": "/a"]
    #expect(ServiceVariables.own(old, process: 43) == old)
  }
}
