import Glibc
import ProcessRunner
import System
import ToolRuntime

/// This program under the name `git`: takes the filters of the repository away, and becomes the real git.
///
/// A program that starts git by itself finds this one first (`GitGuardFolder`). Only here is it known which
/// repository a command is about; whatever cannot be made safe is not run. That goes for all of Mercurial: a folder
/// `.hg` comes with any clone of git's, and its settings load code.
package enum GitGuard {
  /// As git has it for what it cannot do; callers know the number.
  private static let failure: Int32 = 128
  /// The same for Mercurial.
  private static let mercurialFailure: Int32 = 255

  /// Asked before anything else happens to the process: git needs its environment as it is.
  package static var isCalled: Bool { name == .git || name == .mercurial }

  private enum Name { case git, mercurial, other }

  /// By the name it was called with, which is the link's: the file is that of the server.
  private static var name: Name {
    let base = ProcessImage.arguments.first?.split(separator: UInt8(ascii: "/")).last ?? []
    if base.elementsEqual("git".utf8) { return .git }
    return base.elementsEqual("hg".utf8) ? .mercurial : .other
  }

  /// On the only thread: nothing here may wait for another. It replaces itself by the real git, so that no process
  /// remains between that and its parent.
  package static func run() -> Never {
    if name == .mercurial {
      write("abort: hg was not run by securellm: .hg/hgrc of a repository can run commands, and nothing removes them\n")
      exit(mercurialFailure)
    }
    let arguments = Array(ProcessImage.arguments.dropFirst())
    let variables = ProcessEnvironment.variables
    // The server says which git is meant: searching `PATH` would find this program again.
    guard let path = variables[GitFilters.gitVariable], let git = program(path) else {
      refuse("git is not in the directories that programs are looked up in: see SECURELLM_PROGRAM_PATH")
    }
    var environment = variables.map { (name: $0.key, value: $0.value) }
    var guarded = arguments
    // Filters are programs that the repository's configuration names. They are listed by git itself, which reads
    // every file that it would read for the command.
    if let command = GitCommand(arguments), command.mayRunFilters {
      let filters = filters(git, Array(arguments.prefix(command.globals)), environment)
      do {
        environment = try filters.disabled(in: environment)
      } catch {
        refuse("\(error)")
      }
      guarded = command.outsideSubmodules(arguments)
    }
    // The filter of system calls holds for git and all that it might start, and cannot be taken back.
    if let command = GitCommand(arguments), command.needsNoProcess, !SandboxSupport.refuseProcesses(),
      SandboxSupport.ofThisKernel.filtersCalls
    {
      refuse("it could not be kept from starting programs that the repository names")
    }
    let error = ProcessImage.replace(path: git.path, name: "git", arguments: guarded, environment: environment)
    refuse("\(git.path) cannot be started (error \(error))")
  }

  /// The program at an absolute path that ends in `/git`; resolved as all programs are, so that it must be a file
  /// that can be run.
  private static func program(_ path: String) -> Program? {
    guard path.utf8.suffix(4).elementsEqual("/git".utf8) else { return nil }
    return Program.resolve("git", in: [String(decoding: path.utf8.dropLast(4), as: UTF8.self)])
  }

  /// Asks git for its configuration, for 30 s at most. Any doubt ends here: a filter that is not known cannot be
  /// disabled.
  private static func filters(
    _ git: Program, _ globals: [[UInt8]], _ environment: [(name: String, value: String)]
  ) -> GitFilters {
    // With the command's own global options, such as `-C`: the repository that is asked is the one that is meant.
    let query = ProcessRequest(
      program: git, arguments: globals + GitFilters.query, environment: environment.map { .init($0.name, $0.value) },
      workingDirectory: (ProcessEnvironment.currentDirectory ?? "/"), timeout: .seconds(30),
      maxOutputBytes: GitFilters.queryOutputBytes, maxErrorBytes: 4096)
    do throws(ProcessFailure) {
      let output = try ProcessRunner().runHere(query)
      guard case .exited(let code) = output.termination, GitFilters.querySuccess.contains(code) else {
        refuse(
          "the filters of the repository cannot be listed: " + String(decoding: output.standardError, as: UTF8.self))
      }
      return parse(output.standardOutput)
    } catch {
      refuse("the filters of the repository cannot be listed: \(error)")
    }
  }

  /// A listing that cannot be read is a doubt as well.
  private static func parse(_ listing: [UInt8]) -> GitFilters {
    do throws(GitFilters.Obstacle) {
      return try GitFilters(listing: listing)
    } catch {
      refuse("\(error)")
    }
  }

  /// In git's own form, since the reader is a program that expects git.
  private static func refuse(_ message: String) -> Never {
    write("fatal: git was not run by securellm: \(message)\n")
    exit(failure)
  }

  private static func write(_ text: String) { try? Files.writeAll(Array(text.utf8), to: STDERR_FILENO) }
}
