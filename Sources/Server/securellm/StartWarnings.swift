import EventLog
import Glibc
import ModelProxy
import NativeTools
import ProxyCore
import System

/// What `securellm doctor` would mark, for the log of a server that has just started: its operator may never have called
/// `doctor` on that machine.
struct StartWarnings {
  private let settings: ProxySettings
  private let location: ConfigurationSource

  /// - Parameters:
  ///   - settings: that are in force.
  ///   - location: where they are from.
  init(_ settings: ProxySettings, _ location: ConfigurationSource) {
    self.settings = settings
    self.location = location
  }

  /// A line for each. Takes some milliseconds: the kernel is asked what it can hold.
  func write(to log: any ProxyLog) {
    let offersNone = settings.enabledTools.contains { $0.isEmpty }
    if !offersNone, let workspace = workspace { tools(workspace, log) }
    for finding in location.warnings(settings, Doctor.machine) {
      log.log(
        finding.grade == .broken ? .error : .warning, finding.detail, [("area", .text(finding.name))])
    }
  }

  /// What others could read on its way, and what is wrong with the listener and with certificates of clients, to standard
  /// error: for a check without a start.
  func print() {
    let listener = location.warnings(settings, Doctor.machine)
      .filter { ["listener", "certificates"].contains($0.name) }.map(\.detail)
    for warning in ClearText.warnings(settings).map(\.warning) + listener {
      StandardStreams.write("securellm: warning: \(warning)\n", to: STDERR_FILENO)
    }
  }

  /// As the tools have it.
  private var workspace: Workspace? {
    var workspace = try? Workspace(
      environment: ProcessEnvironment.variables, currentDirectory: (ProcessEnvironment.currentDirectory ?? "/"))
    workspace?.adopt(settings)
    return workspace
  }

  /// Warnings, whatever it is: some tools are missing, and requests to providers are served.
  private func tools(_ workspace: Workspace, _ log: any ProxyLog) {
    for line in SandboxReport(workspace).lines where line.grade != .fine {
      log.log(.warning, line.detail, [("area", .text("sandbox: \(line.name)"))])
    }
    if let problem = Doctor.problem(ofProject: workspace) { log.log(.warning, problem, [("area", .text("project"))]) }
  }
}
