import Foundation
import JSONCore
import Logging
import Testing

@testable import EventLog

@Suite struct EventLogTests {
  /// A directory that is removed when the test is over.
  private final class Directory {
    let path = FileManager.default.temporaryDirectory.appending(path: "event-log-\(UUID().uuidString)").path
    var log: String { path + "/state/securellm/mcp.log" }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func lines(_ suffix: String = "") throws -> [[String: Any]] {
      let text = try String(contentsOfFile: log + suffix, encoding: .utf8)
      return try text.split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
    }

    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
  }

  private func logger(_ log: EventLog, level: Logger.Level = .trace) -> Logger {
    var logger = Logger(label: "test") { log.handler(label: $0) }
    logger.logLevel = level
    return logger
  }

  @Test func writesJSONLinesWithAllFields() throws {
    let directory = Directory()
    let log = EventLog(EventLogConfiguration(path: directory.log))
    var logger = logger(log)
    logger[metadataKey: "request"] = "7"
    logger.warning("two\nlines \u{1B}[31m", metadata: ["tool": "add", "list": ["a", .dictionary(["n": "1"])]])
    #expect(log.flush(within: .seconds(5)))
    let line = try #require(try directory.lines().first)
    #expect(line["level"] as? String == "warning")
    #expect(line["label"] as? String == "test")
    #expect(line["message"] as? String == "two\nlines \u{1B}[31m")
    #expect((line["time"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    let metadata = try #require(line["metadata"] as? [String: Any])
    #expect(metadata["request"] as? String == "7")
    #expect(metadata["tool"] as? String == "add")
    #expect(line["dropped"] == nil)
    let raw = try String(contentsOfFile: directory.log, encoding: .utf8)
    #expect(raw.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A } && raw.utf8.filter { $0 == 0x0A }.count == 1)
  }

  @Test func onlyTheOwnerMayRead() throws {
    let directory = Directory()
    let log = EventLog(EventLogConfiguration(path: directory.log))
    logger(log).info("x")
    log.flush(within: .seconds(5))
    #expect(try directory.mode(directory.log) == 0o600)
    #expect(try directory.mode(directory.path + "/state/securellm") == 0o700)
  }

  @Test func opensNothingBeforeTheFirstLine() {
    let directory = Directory()
    let log = EventLog(EventLogConfiguration(path: directory.log))
    logger(log, level: .error).info("below the level")
    log.flush(within: .seconds(5))
    #expect(!FileManager.default.fileExists(atPath: directory.path))
  }

  @Test func secretsAreRedactedByName() throws {
    let directory = Directory()
    let log = EventLog(EventLogConfiguration(path: directory.log))
    logger(log).info(
      "x", metadata: ["apiKey": "s3cr3t", "nested": .dictionary(["Authorization": "s3cr3t"]), "monkey": "ok"])
    log.flush(within: .seconds(5))
    let raw = try String(contentsOfFile: directory.log, encoding: .utf8)
    #expect(!raw.contains("s3cr3t"))
    #expect(raw.contains(#""monkey":"ok""#))
  }

  @Test(arguments: [
    "key", "api_key", "apiKey", "APIKey", "X-Api-Key", "token", "access_token", "accessToken", "password",
    "db.password",
    "clientSecret", "secrets", "authorization", "proxy-authorization", "cookie", "privateKeyPath",
  ]) func secretName(name: String) { #expect(SecretKeys.contain(name)) }

  @Test(arguments: ["monkey", "keyboard", "outputTokens", "tokens", "tool", "", "sl-service", "tokenizer"])
  func plainName(name: String) { #expect(!SecretKeys.contain(name)) }

  @Test func rotatesFullFiles() throws {
    let directory = Directory()
    let log = EventLog(EventLogConfiguration(path: directory.log, fileBytes: 2000))
    let logger = logger(log)
    for index in 0..<60 {
      logger.info("line \(index)")
      log.flush(within: .seconds(5))
    }
    let new = try directory.lines()
    let old = try directory.lines(".1")
    #expect(new.last?["message"] as? String == "line 59")
    #expect(!old.isEmpty)
    for path in [directory.log, directory.log + ".1"] {
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? .max <= 2000)
    }
  }

  /// Two processes share a file: one must not move away what the other has just begun.
  @Test func twoLogsRotateTogether() throws {
    let directory = Directory()
    let logs = (0..<2).map { _ in EventLog(EventLogConfiguration(path: directory.log, fileBytes: 2000)) }
    for index in 0..<40 {
      for log in logs {
        logger(log).info("line \(index)")
        log.flush(within: .seconds(5))
      }
    }
    #expect(try directory.lines().count + directory.lines(".1").count > 20)
  }

  @Test func countsAndReportsDroppedLines() throws {
    let directory = Directory()
    let log = EventLog(EventLogConfiguration(path: directory.log, queueBytes: 1000))
    let logger = logger(log)
    logger.info("\(String(repeating: "x", count: 2000))")
    logger.info("\(String(repeating: "x", count: 2000))")
    #expect(log.droppedCount == 2)
    logger.info("after")
    log.flush(within: .seconds(5))
    #expect(try directory.lines().map { $0["dropped"] as? Int } == [2])
  }

  /// A disk that is full or gone costs lines, never the caller.
  @Test(arguments: ["/dev/full", "/proc/no/such/folder/x.log"]) func disablesBrokenFiles(path: String) {
    let log = EventLog(EventLogConfiguration(path: path))
    let logger = logger(log)
    for _ in 0..<100 { logger.info("lost") }
    #expect(log.flush(within: .seconds(5)))
    #expect(log.droppedCount == 100)
  }

  @Test func reportsLostLinesOnceTheFileIsBack() async throws {
    let directory = Directory()
    try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
    let blocker = directory.path + "/state"
    try Data().write(to: URL(filePath: blocker))
    let log = EventLog(EventLogConfiguration(path: directory.log))
    let logger = logger(log)
    logger.info("lost")
    log.flush(within: .seconds(5))
    #expect(log.droppedCount == 1)
    try FileManager.default.removeItem(atPath: blocker)
    // The file is left alone for a second after a failure.
    try await Task.sleep(for: .milliseconds(1100))
    logger.info("back")
    log.flush(within: .seconds(5))
    #expect(try directory.lines().map { $0["dropped"] as? Int } == [1])
    #expect(log.droppedCount == 0)
  }

  @Test func manyTasksLogAtOnce() async throws {
    let directory = Directory()
    let log = EventLog(EventLogConfiguration(path: directory.log, queueBytes: 16 << 20))
    let logger = logger(log)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask { for index in 0..<250 { logger.info("m", metadata: ["n": "\(task).\(index)"]) } }
      }
    }
    #expect(log.flush(within: .seconds(10)))
    let seen = try directory.lines().compactMap { ($0["metadata"] as? [String: String])?["n"] }
    #expect(Set(seen).count == 2000)
  }

  @Test func theEnvironmentDecides() {
    let set = ["XDG_STATE_HOME": "/s", "LOG_LEVEL": "DEBUG", "DEBUG_TO_STDERR": "true", "HOME": "/h"]
    let configuration = EventLogConfiguration.fromEnvironment(fileName: "mcp.log") { set[$0] }
    #expect(configuration.path == "/s/securellm/mcp.log")
    #expect(configuration.level == .debug)
    #expect(configuration.copiesToStandardError)
    let relative = ["XDG_STATE_HOME": "s", "HOME": "/h", "LOG_LEVEL": "loud"]
    let fallback = EventLogConfiguration.fromEnvironment(fileName: "mcp.log") { relative[$0] }
    #expect(fallback.path == "/h/.local/state/securellm/mcp.log")
    #expect(fallback.level == .info)
    #expect(!fallback.copiesToStandardError)
    #expect(EventLogConfiguration.fromEnvironment(fileName: "x") { _ in nil }.path == nil)
  }
}
