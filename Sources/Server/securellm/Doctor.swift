import ArgumentParser
import EventLog
import Glibc
import HostProbe
import KnowledgeStore
import ModelProxy
import NativeTools
import ProcessRunner
import ToolRuntime
import Tools

/// `securellm doctor`: what is here, what is missing, and what that disables.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check programs, directories and versions, and tell what is disabled.",
    discussion: """
      Lines with ! are about what does not work, lines with ~ about what somebody should look at. Of keys it is only said \
      where they are. Exit codes: 0 everything works, 1 something is disabled or broken.
      """)

  @Option(
    help: ArgumentHelp(
      "The configuration of the proxy; by default SECURELLM_CONFIG, else securellm.json in the working directory.",
      valueName: "path"))
  var config: String?

  func run() throws {
    var workspace: Workspace
    do {
      workspace = try Workspace(
        environment: Surroundings.environment, currentDirectory: Surroundings.currentDirectory)
    } catch {
      Surroundings.write("error    \(error)\n", to: STDOUT_FILENO)
      throw ExitCode(1)
    }
    // A configuration that cannot be read is reported further down.
    if let settings = try? ConfigurationPlace(option: config).load(host: nil, port: nil) {
      workspace.sandboxDemand = settings.sandboxDemand
    }
    var report = Report()
    versions(&report)
    programs(workspace, &report)
    sandbox(workspace, &report)
    directories(workspace, &report)
    knowledge(workspace, &report)
    proxy(&report)
    report.note(report.isHealthy ? "Everything works." : "Some of it does not work: see the lines marked with !.")
    Surroundings.write(report.text, to: STDOUT_FILENO)
    if !report.isHealthy { throw ExitCode(1) }
  }

  private func versions(_ report: inout Report) {
    let host = HostProbe().identity()
    report.title("Versions")
    report.fine("securellm", Securellm.version)
    report.fine("system", [host.osName, host.kernelRelease].compactMap { $0 }.joined(separator: ", kernel "))
  }

  private func programs(_ workspace: Workspace, _ report: inout Report) {
    report.title("Programs, looked for in \(workspace.programDirectories.joined(separator: ":"))")
    let users = Dictionary(grouping: Catalogue.definitions.filter { $0.program != nil }, by: { $0.program?.name ?? "" })
    for (name, definitions) in users.sorted(by: { $0.key < $1.key }) {
      let tools = definitions.map { "\($0.name)" }.joined(separator: ", ")
      if let program = Program.resolve(name, in: workspace.programDirectories) {
        report.fine(name, "\(program.path) (\(tools))")
      } else {
        report.broken(
          name, "not found; disabled: \(tools). Install it, or name its directory in SECURELLM_PROGRAM_PATH")
      }
    }
  }

  private func sandbox(_ workspace: Workspace, _ report: inout Report) {
    report.title("Sandbox of programs")
    for line in SandboxReport(workspace).lines {
      switch line.grade {
      case .fine: report.fine(line.name, line.detail)
      case .doubtful: report.doubtful(line.name, line.detail)
      case .broken: report.broken(line.name, line.detail)
      }
    }
  }

  private func directories(_ workspace: Workspace, _ report: inout Report) {
    report.title("Directories")
    if Program.isFolder(workspace.projectRoot, above: workspace.dataDirectory)
      || Program.isFolder(workspace.projectRoot, above: workspace.programHome)
    {
      report.broken(
        "project",
        "\(workspace.projectRoot) holds this server's own files, so no program runs in it: set SECURELLM_PROJECT_ROOT")
    } else if Surroundings.exists(workspace.projectRoot) {
      report.fine("project", workspace.projectRoot)
    } else {
      report.broken("project", "\(workspace.projectRoot) does not exist: set SECURELLM_PROJECT_ROOT")
    }
    directory("data", workspace.dataDirectory, &report)
    directory("program home", workspace.programHome, &report)
    if let log = EventLogConfiguration.fromEnvironment().path {
      directory("log", parent(log), &report)
    } else {
      report.broken("log", "there is no place for it: set HOME or XDG_STATE_HOME")
    }
  }

  /// A directory that is made when it is first needed: it, or the nearest one above it, must be writable.
  private func directory(_ name: String, _ path: String, _ report: inout Report) {
    var existing = path
    while !Surroundings.exists(existing), existing.utf8.count > 1 { existing = parent(existing) }
    guard Surroundings.isWritable(existing) else {
      return report.broken(name, "\(path) cannot be written: check the permissions of \(existing)")
    }
    report.fine(name, path + (existing.utf8.elementsEqual(path.utf8) ? "" : " (made when needed)"))
  }

  private func parent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F), slash != path.utf8.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private func knowledge(_ workspace: Workspace, _ report: inout Report) {
    report.title("Knowledge")
    guard Surroundings.exists(workspace.databasePath) else {
      return report.fine("database", "\(workspace.databasePath) (made when needed)")
    }
    do {
      let statistics = try KnowledgeStore(path: workspace.databasePath).statistics()
      report.fine(
        "database", "\(workspace.databasePath): \(statistics.entries) entries, \(statistics.sessions) sessions")
    } catch {
      report.broken("database", "\(error)")
    }
  }
}

extension Doctor {
  /// What `securellm serve` would find.
  private func proxy(_ report: inout Report) {
    report.title("Proxy")
    do {
      let place = try ConfigurationPlace(option: config)
      for finding in try place.examine(Self.surroundings).findings { report.add(finding) }
    } catch {
      report.broken("configuration", "\(error)")
    }
  }

  private static var surroundings: ProxyExamination.Surroundings {
    ProxyExamination.Surroundings(
      exists: Surroundings.exists, isWritable: Surroundings.isWritable, permissions: Surroundings.permissions,
      space: { path in
        guard case .measured(let usage)? = HostProbe().disks([path]).first else { return nil }
        return (usage.availableBytes, usage.totalBytes)
      }, today: Surroundings.today)
  }
}

/// Lines under titles, with a mark before those that need somebody's hand.
private struct Report {
  private(set) var text = ""
  private(set) var isHealthy = true

  mutating func title(_ title: String) { text += (text.isEmpty ? "" : "\n") + title + "\n" }
  mutating func note(_ note: String) { text += "\n" + note + "\n" }
  mutating func add(_ finding: ProxyExamination.Finding) {
    switch finding.grade {
    case .fine: fine(finding.name, finding.detail)
    case .doubtful: doubtful(finding.name, finding.detail)
    case .broken: broken(finding.name, finding.detail)
    }
  }

  mutating func fine(_ name: String, _ detail: String) { line(" ", name, detail) }

  mutating func doubtful(_ name: String, _ detail: String) { line("~", name, detail) }

  mutating func broken(_ name: String, _ detail: String) {
    isHealthy = false
    line("!", name, detail)
  }

  private mutating func line(_ mark: String, _ name: String, _ detail: String) {
    text += " \(mark) " + name + String(repeating: " ", count: max(1, 15 - name.utf8.count)) + detail + "\n"
  }
}
