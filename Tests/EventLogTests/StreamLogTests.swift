import Dispatch
import Foundation
import Glibc
import JSONCore
import Synchronization
import Testing

@testable import EventLog

@Suite struct StreamLogTests {
  /// A pipe that is read when the test says so.
  private final class Stream {
    private let pipe = Pipe()
    var descriptor: CInt { pipe.fileHandleForWriting.fileDescriptor }

    /// What has been written, up to now.
    func lines() -> [String] {
      String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    func closeReader() throws { try pipe.fileHandleForReading.close() }
    func closeWriter() throws { try pipe.fileHandleForWriting.close() }

    func collect() -> Collector { Collector(pipe.fileHandleForReading) }
  }

  /// Reads until the end of a stream on a thread of its own: one of the pool may be waiting for what it reads.
  private final class Collector: Sendable {
    private let text = Mutex("")
    private let ended = DispatchSemaphore(value: 0)

    init(_ reader: FileHandle) {
      Thread.detachNewThread {
        let data = (try? reader.readToEnd()) ?? Data()
        self.text.withLock { $0 = String(decoding: data, as: UTF8.self) }
        self.ended.signal()
      }
    }

    /// To be called once, when the writer is closed.
    func lines() -> [Substring] {
      ended.wait()
      return text.withLock { $0.split(separator: "\n") }
    }
  }

  private func log(
    _ stream: Stream, _ settings: LogSettings = LogSettings(), detected: LogFormat = .text, queueBytes: Int = 1 << 20
  ) -> StreamLog {
    StreamLog(settings, detected: detected, descriptor: stream.descriptor, queueBytes: queueBytes) { LogLineTests.time }
  }

  @Test func theOpeningComesFirst() throws {
    let stream = Stream()
    let log = log(stream)
    log.log(.warning, "early")
    log.flush(within: .seconds(5))
    log.open("Listening on http://127.0.0.1:8080\n")
    // What is open stays so.
    log.open("Twice\n")
    log.log(.notice, "late")
    #expect(log.flush(within: .seconds(5)))
    #expect(
      stream.lines() == [
        "Listening on http://127.0.0.1:8080", "2026-11-29T03:15:10.204Z warning early",
        "2026-11-29T03:15:10.204Z notice late",
      ])
  }

  @Test(arguments: LogLevel.allCases) func levelsBoundWhatIsWritten(level: LogLevel) throws {
    let stream = Stream()
    let log = log(stream, LogSettings(level: level))
    log.open("first\n")
    for level in LogLevel.allCases { log.log(level, "line") }
    log.flush(within: .seconds(5))
    #expect(stream.lines().count == Int(level.rawValue) + 2)
  }

  @Test func aChangedConfigurationHoldsFromTheNextLineOn() throws {
    let stream = Stream()
    let log = log(stream, detected: .journald)
    log.open()
    log.log(.debug, "not yet")
    log.log(.info, "as detected")
    log.adopt(LogSettings(level: .debug, format: .json, recordsAccess: true))
    #expect(log.recordsAccess)
    log.log(.debug, "now")
    log.adopt(LogSettings(level: .error))
    log.log(.warning, "too little")
    log.log(.error, "as detected")
    #expect(!log.recordsAccess)
    log.flush(within: .seconds(5))
    #expect(
      stream.lines() == [
        "<6>as detected", #"{"timestamp":"2026-11-29T03:15:10.204Z","level":"debug","message":"now"}"#,
        "<3>as detected",
      ])
  }

  @Test func accessIsWrittenOnlyWhenAskedFor() throws {
    let stream = Stream()
    let log = log(stream, LogSettings(level: .error))
    let entry = AccessEntry(
      time: 0, requestID: "r", clientAddress: "::1", method: "GET", route: "models", status: 200, bodyBytes: 2,
      durationMilliseconds: 1, outcome: "success")
    log.open()
    log.access(entry)
    // The level has no say in it.
    log.adopt(LogSettings(level: .error, recordsAccess: true))
    log.access(entry)
    log.flush(within: .seconds(5))
    #expect(
      stream.lines() == [
        "1970-01-01T00:00:00.000Z info GET models 200 outcome=success duration_ms=1 bytes=2 client_address=::1 "
          + "request_id=r"
      ])
  }

  /// Nobody reads: the caller never waits, and what was lost is counted and said when somebody does.
  @Test func aReaderWhoDoesNotReadStopsNobody() throws {
    let stream = Stream()
    let log = log(stream, queueBytes: 100_000)
    log.open("first\n")
    let message = String(repeating: "x", count: 1000)
    let start = ContinuousClock.now
    // Ten times what pipe and queue take.
    for _ in 0..<2000 { log.log(.info, message) }
    #expect(start.duration(to: .now) < .seconds(2))
    #expect(!log.flush(within: .milliseconds(50)))
    #expect(log.droppedCount > 1000)
    let text = stream.collect()
    #expect(log.flush(within: .seconds(10)))
    #expect(log.droppedCount == 0)
    log.log(.info, "after")
    #expect(log.flush(within: .seconds(10)))
    try stream.closeWriter()
    let lines = text.lines()
    let written = lines.filter { $0.hasSuffix(message) }.count
    #expect(written > 100 && lines.last?.hasSuffix("info after") == true)
    let notice = "2026-11-29T03:15:10.204Z warning lines of the log were dropped: nothing read them in time"
    #expect(lines.dropLast().last.map(String.init) == "\(notice) dropped=\(2000 - written)")
  }

  /// A reader that has gone costs lines, and neither the process nor the time of the caller.
  @Test func aReaderWhoHasGoneCostsLines() throws {
    _ = signal(SIGPIPE, SIG_IGN)
    let stream = Stream()
    try stream.closeReader()
    let log = log(stream)
    log.open()
    for _ in 0..<10 { log.log(.info, "lost") }
    #expect(log.flush(within: .seconds(5)))
    #expect(log.droppedCount == 10)
  }

  /// Another process with the same terminal may have made it non-blocking for all of them.
  @Test func aNonBlockingStreamLosesNothing() throws {
    let stream = Stream()
    _ = fcntl(stream.descriptor, F_SETFL, O_NONBLOCK)
    let log = log(stream, queueBytes: 4 << 20)
    log.open()
    for _ in 0..<2000 { log.log(.info, String(repeating: "x", count: 1000)) }
    let text = stream.collect()
    #expect(log.flush(within: .seconds(10)))
    try stream.closeWriter()
    #expect(text.lines().count == 2000)
  }

  @Test func manyThreadsWriteWholeLines() async throws {
    let stream = Stream()
    let log = log(stream, queueBytes: 16 << 20)
    log.open()
    let text = stream.collect()
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask { for index in 0..<500 { log.log(.info, "m", [("n", .text("\(task).\(index)"))]) } }
      }
    }
    #expect(log.flush(within: .seconds(10)))
    try stream.closeWriter()
    let lines = text.lines()
    #expect(lines.count == 4000 && Set(lines).count == 4000)
    #expect(lines.allSatisfy { $0.hasPrefix("2026-11-29T03:15:10.204Z info m n=") })
  }

  @Test func theStreamDecidesOnTheFormat() throws {
    let stream = Stream()
    #expect(LogFormat.detected(stream.descriptor) { _ in nil } == .json)
    var status = stat()
    #expect(unsafe fstat(stream.descriptor, &status) == 0)
    let journal = "\(status.st_dev):\(status.st_ino)"
    #expect(LogFormat.detected(stream.descriptor) { $0 == "JOURNAL_STREAM" ? journal : nil } == .journald)
    // That of the service manager that started whoever started this.
    #expect(LogFormat.detected(stream.descriptor) { _ in "8:1" + journal } == .json)
    let terminal = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    defer { close(terminal) }
    #expect(LogFormat.detected(terminal) { _ in nil } == .text)
  }
}
