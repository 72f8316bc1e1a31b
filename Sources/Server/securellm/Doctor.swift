import ArgumentParser
import EventLog
import Glibc
import HostProbe
import KnowledgeStore
import ModelProxy
import NativeTools
import ProcessRunner
import ProxyCore
import System
import ToolFiles
import ToolRuntime
import Tools

/// `securellm doctor`: what is here, what is missing, and what that disables. It looks at what `mcp` and `serve`
/// would use and changes nothing; every line that needs somebody says what to do.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check programs, directories and versions, and report what is disabled.",
    discussion: HelpText.make(
      """
      Lines marked ! report what does not work, lines marked ~ what needs attention. Provider keys are never printed, \
      only where they were found.
      """,
      exitCodes: "0 everything works, 1 something is disabled or broken, 2 wrong usage",
      examples: [
        "securellm doctor",
        "securellm doctor --config securellm.json",
      ]))

  /// For the proxy's part, and for the sandbox that it demands of tools.
  @Option(
    help: ArgumentHelp(
      "The configuration file of the proxy; by default SECURELLM_CONFIG, else securellm.json in the working directory.",
      valueName: "path"), completion: .json)
  var config: String?

  /// One exit code for all: 1 when anything is broken. What is only doubtful does not fail a check in a script.
  func run() throws {
    var workspace: Workspace
    do {
      workspace = try Workspace(
        environment: ProcessEnvironment.variables, currentDirectory: (ProcessEnvironment.currentDirectory ?? "/"))
    } catch {
      return try end(withoutWorkspace())
    }
    // A configuration that cannot be read is reported further down.
    if let settings = try? ConfigurationSource(option: config).load(host: nil, port: nil) {
      workspace.adopt(settings)
    }
    var report = Report()
    versions(&report)
    let folders = ProcessTools.folders(ToolChoice(), workspace) { _ in }
    let loaded = folders?.refresh() ?? []
    programs(workspace, loaded.map(\.definition), &report)
    toolFiles(folders, &report)
    sandbox(workspace, &report)
    directories(workspace, &report)
    knowledge(workspace, &report)
    proxy(&report)
    try end(report)
  }

  /// Tools and their files are looked for in directories that cannot be named; the proxy needs none of them.
  private func withoutWorkspace() -> Report {
    var report = Report()
    versions(&report)
    report.title("Environment")
    for error in Workspace.errors(
      environment: ProcessEnvironment.variables, currentDirectory: (ProcessEnvironment.currentDirectory ?? "/"))
    {
      report.broken("variables", "\(error)")
    }
    proxy(&report)
    return report
  }

  private func end(_ report: Report) throws {
    var report = report
    report.note(report.isHealthy ? "Everything works." : "Something does not work: see the lines marked with !.")
    StandardStreams.write(report.text, to: STDOUT_FILENO)
    if !report.isHealthy { throw ExitCode(1) }
  }

  /// What a bug report should begin with.
  private func versions(_ report: inout Report) {
    let host = HostProbe().identity()
    report.title("Versions")
    report.fine("securellm", Securellm.version)
    report.fine("system", [host.osName, host.kernelRelease].compactMap { $0 }.joined(separator: ", kernel "))
    if !ProcessFileSystem.isMounted {
      report.broken("/proc", "not mounted, or that of other processes: serve, mcp, validate and usage do not run")
    }
  }

  /// By program, with the tools that need it: a missing one is a list of what does not work.
  private func programs(_ workspace: Workspace, _ loaded: [ToolDefinition], _ report: inout Report) {
    report.title("Programs, looked for in \(workspace.programDirectories.joined(separator: ":"))")
    // From the catalogue that is compiled in, so that the list is that of this program, and from tool files.
    let definitions = (Catalogue.definitions + loaded).filter { $0.program != nil }
    var users: [String: [String]] = [:]
    for definition in definitions {
      for name in Set((definition.program?.steps ?? []).map(\.name)) {
        users[name, default: []].append(definition.name)
      }
    }
    for (name, names) in users.sorted(by: { $0.key < $1.key }) {
      let tools = names.joined(separator: ", ")
      let isOfProject = name.utf8.contains(UInt8(ascii: "/"))
      // By the rules by which tools find it.
      let program =
        isOfProject
        ? Program.beneath(workspace.projectRoot, name) : Program.resolve(name, in: workspace.programDirectories)
      if let program {
        report.fine(name, "\(program.path) (\(tools))")
      } else if isOfProject {
        report.doubtful(name, "no executable file of this project; disabled: \(tools)")
      } else if let launcher = Program.launcher(behind: name, in: workspace.programDirectories) {
        report.broken(
          name, "is \(launcher) under another name, which runs whatever it is told; disabled: \(tools). Install \(name)"
        )
      } else {
        report.broken(
          name, "not found; disabled: \(tools). Install it, or name its directory in SECURELLM_PROGRAM_PATH")
      }
    }
    secrets(of: definitions, &report)
  }

  /// Those that tools give their programs, as far as the environment has them: a configuration of `serve` may have
  /// more.
  private func secrets(of definitions: [ToolDefinition], _ report: inout Report) {
    let secrets = ToolSecrets(environment: ProcessEnvironment.variables)
    for definition in definitions {
      for name in definition.program?.secretNames ?? [] {
        guard let objection = secrets.objection(name) else { continue }
        report.doubtful(definition.name, "unavailable: \(objection.sentence(name))")
      }
    }
  }

  /// Tools that are not of the build: how many there are, and why others are not. Said only where there are files.
  private func toolFiles(_ folders: ToolFolders?, _ report: inout Report) {
    guard let folders else { return }
    report.title("Tool files")
    let contents = folders.contents
    for (folder, tools) in Dictionary(grouping: contents.tools, by: { parent($0.path) }).sorted(by: { $0.key < $1.key })
    {
      report.fine("loaded", "\(folder): " + tools.map(\.definition.name).joined(separator: ", "))
    }
    for line in contents.errorLines { report.broken("tool file", line) }
    if let project = contents.project {
      if let reason = project.reason { report.doubtful("project", reason) } else { report.fine("project", "allowed") }
    }
  }

  /// What the kernel can hold, and what it cannot, in the words of `SandboxReport`.
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

  /// Why no program runs in the project; nil when programs do.
  ///
  /// One that holds the server's own files would let programs write to its database and its audit.
  static func problem(ofProject workspace: Workspace) -> String? {
    let root = workspace.projectRoot
    if Program.isFolder(root, above: workspace.dataDirectory) || Program.isFolder(root, above: workspace.programHome) {
      return "\(root) holds this server's own files, so no program runs in it: set SECURELLM_PROJECT_ROOT"
    }
    return FileAccess.exists(root) ? nil : "\(root) does not exist: set SECURELLM_PROJECT_ROOT"
  }

  private func directories(_ workspace: Workspace, _ report: inout Report) {
    report.title("Directories")
    if let problem = Self.problem(ofProject: workspace) {
      report.broken("project", problem)
    } else {
      report.fine("project", workspace.projectRoot)
    }
    directory("data", workspace.dataDirectory, [.state], &report)
    directory("program home", workspace.programHome, [.cache, .state], &report)
    if let log = EventLogConfiguration.fromEnvironment().path {
      directory("log", parent(log), [.logs], &report)
    } else {
      report.broken("log", "there is no directory for it: set HOME or XDG_STATE_HOME")
    }
  }

  /// A directory that is made when it is first needed: it, or the nearest one above it, must be writable. Nothing is
  /// made here.
  ///
  /// - Parameter services: the directories of a service that it is in where there are some, the first of them.
  private func directory(_ name: String, _ path: String, _ services: [ServiceDirectory], _ report: inout Report) {
    let service = services.first { ProcessEnvironment.variable($0.variable)?.isEmpty == false }
    var existing = path
    while !FileAccess.exists(existing), existing.utf8.count > 1 { existing = parent(existing) }
    guard FileAccess.mayChange(folder: existing) else {
      return report.broken(name, "\(path) cannot be written: check the permissions of \(existing)")
    }
    let note = existing.utf8.elementsEqual(path.utf8) ? "" : " (created when needed)"
    report.fine(name, path + (service.map { " (\($0.variable))" } ?? "") + note)
  }

  /// Of an absolute path; the root is its own.
  private func parent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F), slash != path.utf8.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// A database that is not there is not opened: that would make it.
  private func knowledge(_ workspace: Workspace, _ report: inout Report) {
    report.title("Knowledge")
    guard FileAccess.exists(workspace.databasePath) else {
      return report.fine("database", "\(workspace.databasePath) (created when needed)")
    }
    do {
      let store = KnowledgeStore(path: workspace.databasePath, beside: workspace.databaseBeside)
      let statistics = try store.statistics()
      report.fine("database", "\(store.path): \(statistics.entries) entries, \(statistics.sessions) sessions")
      if let path = store.foreignPath {
        report.doubtful(
          "other database",
          "\(path) is of another program and is left as it is; if it is the older securellm-mcp's, take it over: "
            + "securellm import knowledge \(path)")
      }
    } catch {
      report.broken("database", "\(error)")
    }
  }
}

extension Doctor {
  /// What `securellm serve` would find. Who uses the tools alone has no configuration, which is no error.
  private func proxy(_ report: inout Report) {
    report.title("Proxy")
    do {
      for finding in try ConfigurationSource(option: config).examine(Self.machine).findings { report.add(finding) }
    } catch {
      report.broken("configuration", "\(error)")
    }
  }

  /// What the system reports, as functions: the diagnostics are in `ModelProxy` and tested without files.
  static var machine: ProxyDiagnostics.Machine {
    ProxyDiagnostics.Machine(
      exists: FileAccess.exists,
      permissions: { FileStatus($0).map { $0.permissions & 0o777 } },
      // By the probe of `system_health_check`; a file system of the network is not measured.
      space: { path in
        guard case .measured(let usage)? = HostProbe().disks([path]).first else { return nil }
        return (usage.availableBytes, usage.totalBytes)
      }, today: WallClock.day)
  }
}

/// Lines under titles, with a mark before those that need somebody's hand. Gathered and written at the end, in one
/// piece.
private struct Report {
  private(set) var text = ""
  /// Nothing is broken. What is doubtful does not count.
  private(set) var isHealthy = true

  mutating func title(_ title: String) { text += (text.isEmpty ? "" : "\n") + title + "\n" }
  mutating func note(_ note: String) { text += "\n" + note + "\n" }
  /// Findings of the proxy have the same three grades.
  mutating func add(_ finding: ProxyDiagnostics.Finding) {
    switch finding.grade {
    case .fine: fine(finding.name, finding.detail)
    case .doubtful: doubtful(finding.name, finding.detail)
    case .broken: broken(finding.name, finding.detail)
    }
  }

  mutating func fine(_ name: String, _ detail: String) { line(" ", name, detail) }

  /// It works, and somebody should look at it.
  mutating func doubtful(_ name: String, _ detail: String) { line("~", name, detail) }

  /// It does not work: the exit code is 1.
  mutating func broken(_ name: String, _ detail: String) {
    isHealthy = false
    line("!", name, detail)
  }

  /// Names are padded to 15 bytes, so that details begin in one column; a longer name keeps one blank.
  private mutating func line(_ mark: String, _ name: String, _ detail: String) {
    text += " \(mark) " + name + String(repeating: " ", count: max(1, 15 - name.utf8.count)) + detail + "\n"
  }
}
