import ArgumentParser
import Glibc
import NativeTools
import System
import ToolFiles
import ToolRuntime
import Tools

/// `securellm allow`: the tools that a project brings along may be used, as they are now. What they may do is said
/// first, by the bytes that are allowed.
struct AllowTools: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allow", abstract: "Allow the tools that a project has in .securellm/tools.",
    discussion: HelpText.make(
      """
      A project's own tools are not used before they are allowed, and no longer when one of their files has changed. \
      For each tool it is printed what it may do: the program, the sandbox, the network, and the risks that its author \
      has acknowledged.
      """,
      exitCodes: "0 allowed or listed, 1 the tools have errors or may not be used, 2 wrong usage",
      examples: [
        "# What would be allowed in this folder", "securellm allow --dry-run .",
        "securellm allow .", "securellm allow --list",
      ]))

  @Argument(
    help: ArgumentHelp(
      "The folder of the project; by default SECURELLM_PROJECT_ROOT, else the working directory.",
      valueName: "project"), completion: .directory)
  var project: String?

  @Flag(help: "Print what would be allowed, and allow nothing.")
  var dryRun = false

  @Flag(help: "List the projects whose tools are allowed.")
  var list = false

  func validate() throws {
    if list, dryRun || project != nil { throw ValidationError("--list takes no project and no other option") }
  }

  func run() throws {
    let allowed = try AllowedProjects.ofThisUser()
    if list { return printList(allowed) }
    let root = try ProjectArgument.path(project)
    guard let tools = ProjectTools(ofProject: root, allowed) else {
      throw ProjectArgument.complain("\(root) has no tools of its own: there is no tool file in \(ProjectTools.folder)")
    }
    let folder = ToolFolder.load([tools.files], beside: Catalogue.definitions.map(\.name))
    let diagnostics = folder.diagnostics.map { "\($0)\n" }.joined()
    StandardStreams.write(diagnostics, to: STDERR_FILENO)
    guard folder.errors.isEmpty, tools.permission != .refused else {
      throw ProjectArgument.complain("nothing is allowed: the tool files have errors")
    }
    let lines = folder.tools.map { ToolPermissions($0).lines.joined(separator: "\n") + "\n" }
    StandardStreams.write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
    let count = "\(folder.tools.count) tool\(folder.tools.count == 1 ? "" : "s") of \(tools.project)"
    guard !dryRun else {
      return StandardStreams.write("\(count) would be allowed; nothing was changed.\n", to: STDOUT_FILENO)
    }
    do { try allowed.allow(tools.project, digest: tools.files.digest) } catch {
      throw ProjectArgument.complain("nothing is allowed: it cannot be recorded in the data directory: \(error)")
    }
    StandardStreams.write("Allowed \(count), until one of their files changes.\n", to: STDOUT_FILENO)
  }

  private func printList(_ allowed: AllowedProjects) {
    for entry in allowed.entries {
      let tools = ProjectTools(ofProject: entry.project, allowed)
      let note =
        switch tools?.permission {
        case .allowed?: ""
        case .changed?: "  [its tools have changed since]"
        case .refused?: "  [others may write its tools]"
        case .never?, nil: "  [it has no tools any more]"
        }
      StandardStreams.write("\(entry.allowedAt)  \(entry.project)\(note)\n", to: STDOUT_FILENO)
    }
  }
}

/// `securellm deny`: the tools of a project are not used any more.
struct DenyTools: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deny", abstract: "Take back that the tools of a project are allowed.",
    discussion: HelpText.make(
      "Servers that run notice it within seconds.",
      exitCodes: "0 they are not allowed any more, 1 they were not allowed, 2 wrong usage",
      examples: ["# The tools of this folder", "securellm deny ."]))

  @Argument(
    help: ArgumentHelp(
      "The folder of the project; by default SECURELLM_PROJECT_ROOT, else the working directory.",
      valueName: "project"), completion: .directory)
  var project: String?

  func run() throws {
    let allowed = try AllowedProjects.ofThisUser()
    let root = try ProjectArgument.path(project)
    let wasAllowed: Bool
    do { wasAllowed = try allowed.deny(root) } catch {
      throw ProjectArgument.complain("the record in the data directory cannot be removed: \(error)")
    }
    guard wasAllowed else { throw ProjectArgument.complain("the tools of \(root) were not allowed") }
    StandardStreams.write("The tools of \(root) are not allowed any more.\n", to: STDOUT_FILENO)
  }
}

/// The project that a command is about.
private enum ProjectArgument {
  /// Its real path where it is there: a folder that is gone may still be denied.
  static func path(_ argument: String?) throws -> String {
    let directory = ProcessEnvironment.currentDirectory ?? "/"
    let named = argument ?? ProcessEnvironment.variable("SECURELLM_PROJECT_ROOT") ?? directory
    let path = named.utf8.first == UInt8(ascii: "/") ? named : directory + "/" + named
    return (try? Files.resolved(path)) ?? path
  }

  static func complain(_ text: String) -> ExitCode {
    StandardStreams.write("securellm: \(text)\n", to: STDERR_FILENO)
    return ExitCode(1)
  }
}

extension AllowedProjects {
  fileprivate static func ofThisUser() throws -> AllowedProjects {
    AllowedProjects(dataDirectory: try Workspace.dataDirectory(ProcessEnvironment.variables))
  }
}
