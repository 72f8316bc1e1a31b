import Foundation
import System
import Testing

@Suite struct ProcessEnvironmentTests {
  @Test func hasWhatTheProcessWasStartedWith() {
    #expect(ProcessEnvironment.variables["PATH"] == ProcessInfo.processInfo.environment["PATH"])
    #expect(ProcessEnvironment.variable("NO_SUCH_VARIABLE_OF_OURS") == nil)
    #expect(ProcessEnvironment.currentDirectory == FileManager.default.currentDirectoryPath)
    #expect(ProcessEnvironment.processors >= 1)
  }

  @Test func clocksAreThoseOfTheSystem() {
    let now = Date().timeIntervalSince1970
    #expect(abs(Double(WallClock.seconds) - now) < 5)
    #expect(abs(WallClock.milliseconds / 1000 - WallClock.seconds) <= 1)
    #expect(WallClock.day == WallClock.seconds / 86_400)
    let first = MonotonicClock.nanoseconds
    #expect(MonotonicClock.nanoseconds >= first)
  }

  @Test func digitsAreLowerCase() {
    #expect(Hexadecimal.digits(0xDEAD_BEEF, count: 8) == Array("deadbeef".utf8))
    #expect(Hexadecimal.digits(0x1F, count: 4) == Array("001f".utf8))
    #expect(RandomBits.word() != RandomBits.word())
  }
}
