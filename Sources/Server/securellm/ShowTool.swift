import ArgumentParser
import Glibc
import JSONCore
import ProcessRunner
import System
import ToolCalls
import ToolRuntime
import Tools

/// `securellm tools show`: what a tool runs, what it may do, and what holds it on this machine. For whoever decides
/// whether to offer it, so that it says what is declared and what is true here.
struct ShowTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the details of a tool: program, sandbox, limits and schemas.",
    discussion: HelpText.make(
      exitCodes: "0 shown, 2 wrong usage or unknown tool",
      examples: [
        "securellm tools show git_log"
      ]))

  @Argument(help: "The tool's name.", completion: .tools)
  var name: String

  @OptionGroup var folders: ToolFolderOptions

  func run() throws {
    let process = try ProcessTools(folders.choice) { _ in }
    guard let definition = process.definitions.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      StandardStreams.complain(process.complaints)
      StandardStreams.write("securellm: \(MissingTool.unknown(name, process))\n", to: STDERR_FILENO)
      throw ExitCode(2)
    }
    // A tool that is not offered is not described either, as over MCP.
    guard process.offers(definition) else {
      StandardStreams.write("securellm: \(EnabledTools.variable) does not list this tool\n", to: STDERR_FILENO)
      throw ExitCode(2)
    }
    var lines = ["\(definition.name): \(definition.title)", "\(definition.description)", ""]
    lines.append("file         " + process.file(of: definition))
    lines.append("runs         " + runs(definition))
    lines += (definition.program.map { ProgramDetails($0).lines } ?? [])
    if let sandbox = definition.program?.sandbox {
      // By the environment alone: a configuration of `serve` may ask for more.
      let demand = try SandboxDemand.inEnvironment(ProcessEnvironment.variables) ?? .required
      lines.append("sandbox      " + access(sandbox))
      lines.append("confined by  " + tier(sandbox, demand))
      lines.append("limits       " + limits(sandbox))
    }
    lines.append("time limit   \(definition.timeoutSeconds) s")
    if let cache = definition.cache {
      lines.append("cache        \(cache.ttlSeconds) s, \(cache.maxEntries) results")
    }
    lines.append("hints        " + hints(definition.hints))
    // What clients get of it comes last: it is the longest, and the contract.
    lines += ["", IndentedJSON.text(of: JSONBytes(definition.listEntry)), ""]
    StandardStreams.write(lines.joined(separator: "\n"), to: STDOUT_FILENO)
  }

  /// Whether a child process is started, and how much of its output is kept.
  private func runs(_ definition: ToolDefinition) -> String {
    if let program = definition.program {
      let names = program.steps.map(\.name).joined(separator: ", then ")
      return "\(names), at most \(program.maxOutputBytes) bytes of output"
    }
    return definition.isInline ? "in the server, at once" : "in the server, in the background"
  }

  /// What the tool file declares; the kernel's part is `tier`.
  private func access(_ sandbox: ToolDefinition.Sandbox) -> String {
    var words = [sandbox.profile.rawValue, sandbox.hasNetwork ? "network" : "no network"]
    words.append(sandbox.mayStartProcesses ? "may start processes" : "starts no process")
    if sandbox.runsProjectCode { words.append("runs the project's code") }
    return words.joined(separator: ", ")
  }

  /// What the tool gets on this machine: a stricter demand of the operator goes before the tool's own tier.
  private func tier(_ sandbox: ToolDefinition.Sandbox, _ demand: SandboxDemand) -> String {
    let support = SandboxSupport.ofThisKernel
    switch demand == .bubblewrap ? .bubblewrap : sandbox.tier {
    case .bubblewrap:
      let lack = Program.resolve("bwrap") == nil ? " (bwrap is not installed)" : ""
      return "bubblewrap, filter of system calls, limits" + lack
    // Said plainly: limits keep no program from reading a file.
    case .kernel where !support.isComplete && demand == .optional:
      return "limits only: \(support.missing.joined(separator: ", ")) is missing"
    case .kernel where !support.isComplete:
      return "nothing, so it does not run: \(support.missing.joined(separator: ", ")) is missing"
    case .kernel:
      let together = sandbox.mayStartProcesses && support.processNamespace != .none ? ", a PID namespace" : ""
      return "Landlock (version \(support.landlock)), filter of system calls, limits" + together
    }
  }

  /// Those of the child process, as the kernel enforces them.
  /// A limit of 0 bytes or 1 process is a prohibition, and is said as one.
  private func limits(_ sandbox: ToolDefinition.Sandbox) -> String {
    [
      Self.size(sandbox.memoryBytes) + " of memory", "\(sandbox.cpuSeconds) s of processor time",
      sandbox.fileBytes == 0 ? "no file written" : "files up to " + Self.size(sandbox.fileBytes),
      "\(sandbox.openFiles) open files", sandbox.processes == 1 ? "1 process" : "\(sandbox.processes) processes",
    ].joined(separator: ", ")
  }

  /// In the largest unit that says it exactly: a limit must not look rounder than it is.
  private static func size(_ bytes: Int) -> String {
    let step = bytes > 0 ? min(bytes.trailingZeroBitCount / 10, 3) : 0
    return "\(bytes >> (10 * step)) \(["bytes", "KiB", "MiB", "GiB"][step])"
  }

  /// Those of MCP, with the word for both values: an absent hint means the worse one to clients.
  private func hints(_ hints: ToolDefinition.Hints) -> String {
    [
      hints.readOnly ? "read-only" : "has effects", hints.destructive ? "destructive" : "not destructive",
      hints.idempotent ? "idempotent" : "not idempotent", hints.openWorld ? "open world" : "closed world",
    ].joined(separator: ", ")
  }
}
