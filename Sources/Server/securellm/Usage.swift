import ArgumentParser
import Glibc
import JSONCore
import NativeTools
import ProxyConfiguration
import ProxyCore
import System
import UsageReport

/// `securellm usage`: who spent what, by the audit. It needs no running proxy and no key, only the audit's folder.
struct Usage: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add up requests, tokens and cost from the audit, by key, model, provider, day, user or tag.",
    usage: "securellm usage [<options>]",
    discussion: HelpText.make(
      """
      Days are UTC. The first run reads the whole audit and keeps an index beside it (usage.index); later ones read \
      what is new. Users, tags and owners are those that audit.record of the configuration lets the audit have. \
      Requests whose cost is not known have a column of their own, and ">=" marks a cost that is the \
      least it can be.
      """,
      environment: [
        ("SECURELLM_CONFIG", "the configuration file of the server, which names the folder of the audit")
      ],
      exitCodes: "0 success, 1 the configuration is wrong, 2 wrong usage or a file error",
      examples: [
        "# Who spent what in the last week",
        "securellm usage --by key,model --since 7d",
        "# For a spreadsheet",
        "securellm usage --by day,key --csv",
      ]))

  @Option(
    help: ArgumentHelp(
      "Group by any of key, owner, model, provider, day, operation, user, tag, separated by commas; without it, only the total.",
      valueName: "list"), completion: .dimensions)
  var by: UsageDimensions?

  @Option(help: ArgumentHelp("The first day (2026-07-28), or a number of days up to today (7d).", valueName: "day"))
  var since: UsageDay?

  @Option(help: ArgumentHelp("The last day (2026-07-28).", valueName: "day"))
  var until: UsageDay?

  @Flag(help: "Print comma-separated values.")
  var csv = false

  @Flag(help: "Print a JSON object with rows and total.")
  var json = false

  /// For an audit that was copied from elsewhere.
  @Option(
    help: ArgumentHelp("The folder of the audit; by default that of the configuration.", valueName: "path"),
    completion: .directory)
  var audit: String?

  @Option(
    help: ArgumentHelp(
      "The configuration file; by default SECURELLM_CONFIG, else securellm.json in the working directory if it exists.",
      valueName: "path"), completion: .json)
  var config: String?

  @Flag(help: "Read all files again, whatever the index says.")
  var rebuild = false

  func validate() throws {
    if csv, json { throw ValidationError("--csv and --json are two forms of one output: choose one") }
    if let until, until.isSpan { throw ValidationError("--until is a day, such as 2026-07-28") }
    if let first = since?.first, let last = until?.first, first > last {
      throw ValidationError("--since is after --until")
    }
  }

  func run() async throws {
    let folder = try folder()
    let found: (index: UsageIndex, notKept: UsageIndex.NotKept?)
    do {
      found = try await UsageIndex.refreshed(folder, rebuilding: rebuild, threads: ProcessEnvironment.processors)
    } catch {
      throw KeyDatabase.complain("\(error)", status: 2)
    }
    if let failure = found.notKept {
      warn("\(failure.path) cannot be written, so the next run reads everything again: \(failure.reason)")
    }
    let days = (since?.first ?? 0)...(until?.first ?? .max)
    let report = UsageReport(found.index, by: by?.list ?? [], days: days)
    for (file, lines) in report.unreadable {
      warn(
        "\(folder)/\(file): \(lines) \(lines == 1 ? "line is no event and is" : "lines are no events and are") left out"
      )
    }
    try write(UsageOutput(report))
  }

  /// Of the configuration alone: no provider's key has to be there.
  private func folder() throws -> String {
    if let audit { return audit }
    do { return try ConfigurationSource(option: config).auditFolder() } catch let error as SettingsErrors {
      Serve.write(error.errors)
    } catch let error as ConfigurationError {
      Serve.write([error])
    }
    throw ExitCode(1)
  }

  private func write(_ output: UsageOutput) throws {
    var writer = JSONWriter(capacity: 1 << 20)
    if json {
      output.write(to: &writer)
    } else if csv {
      output.writeCSV(to: &writer)
    } else {
      writer.raw(Array(output.table.utf8))
    }
    // Half a table must not look like a whole one.
    guard writer.flush(to: STDOUT_FILENO) == 0 else {
      throw KeyDatabase.complain("the result could not be written to standard output", status: 2)
    }
  }

  private func warn(_ text: String) { StandardStreams.write("securellm: \(text)\n", to: STDERR_FILENO) }
}

/// `key,model`: each of them once.
struct UsageDimensions: ExpressibleByArgument {
  let list: [UsageDimension]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let list = words.compactMap { UsageDimension(rawValue: String($0)) }
    guard list.count == words.count, Set(list).count == list.count else { return nil }
    self.list = list
  }
}

/// A day, or a number of days that end today.
struct UsageDay: ExpressibleByArgument {
  /// Counted from 1970-01-01.
  let first: Int
  let isSpan: Bool

  /// - Parameter argument: `2026-07-28`, or `7d`.
  init?(argument: String) {
    if argument.utf8.last == UInt8(ascii: "d"), let days = Int(argument.dropLast()), (1...36_500).contains(days) {
      first = WallClock.day - days + 1
      isSpan = true
    } else if let day = UTCTime.day(argument) {
      first = day
      isSpan = false
    } else {
      return nil
    }
  }
}
