import Foundation
import JSONCore
import ProcessRunner
import Testing

@testable import ToolRuntime

/// Programs that write their result to a file, and programs that are cut: in the sandbox, as tools run them.
@Suite(.enabled(if: SandboxSupport.ofThisKernel.isComplete, "this kernel has no Landlock, or no seccomp filters"))
struct ResultFileTests {
  private let parent = NSTemporaryDirectory() + "/result-file-" + UUID().uuidString

  private struct Run {
    var readsFile = true
    var limit = 1024
    var fileBytes: Int?
    var additions = ToolDefinition.Program.Additions.none
    var codes = [0]
    var profile = ToolDefinition.Sandbox.Profile.readProject
  }

  /// The result of a script that has the path as `$1`.
  private func run(_ script: String, _ settings: Run = Run()) async throws -> String {
    let host = try prepare(settings)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    do {
      let result = try await call(host, script)
      #expect(try leftovers() == [])
      return result
    } catch {
      #expect(try leftovers() == [], "removed on every way out")
      throw error
    }
  }

  private func leftovers() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: parent + "/home") }

  private func prepare(_ settings: Run) throws -> ToolHost {
    for folder in ["project", "home"] {
      try FileManager.default.createDirectory(atPath: "\(parent)/\(folder)", withIntermediateDirectories: true)
    }
    try Data("a secret".utf8).write(to: URL(filePath: parent + "/secret"))
    return ToolHost(
      settings: .init(
        projectRoot: parent + "/project", programDirectories: ["/bin", "/usr/bin"], homeDirectory: parent + "/home",
        guardDirectory: parent + "/guard"),
      definitions: [Self.definition(settings)])
  }

  private static func definition(_ settings: Run) -> ToolDefinition {
    let sandbox = ToolDefinition.Sandbox(
      profile: settings.profile, hasNetwork: false, runsProjectCode: true, memoryBytes: 1 << 30, cpuSeconds: 20,
      fileBytes: settings.fileBytes ?? settings.limit + 1, openFiles: 64, processes: 32, mayStartProcesses: true,
      tier: .kernel)
    return ToolDefinition(
      name: "export", title: "Export", description: "Exports.", file: "tools/export.json",
      hints: .init(readOnly: true, destructive: false, idempotent: true, openWorld: false), cache: nil,
      timeoutSeconds: 20,
      program: .init(
        name: "sh", environment: [], successCodes: settings.codes, maxOutputBytes: settings.limit,
        output: .text(member: "text"), additions: settings.additions, readsResultFile: settings.readsFile,
        reportsProgress: false, sandbox: sandbox), isInline: false, listEntry: "{}")
  }

  private func call(_ host: ToolHost, _ script: String) async throws -> String {
    var argv = ArgumentVector()
    argv.literal("-c")
    argv.value(JSONString(script))
    argv.endEntry()
    argv.literal("sh")
    argv.result()
    argv.endEntry()
    argv.text("--to=")
    argv.result()
    argv.endEntry()
    return String(decoding: try await host.run(host.definitions[0], argv) { _ in }.bytes, as: UTF8.self)
  }

  private func failure(_ script: String, _ settings: Run = Run()) async throws -> ToolFailure {
    do {
      let result = try await run(script, settings)
      Issue.record("\(result)")
      throw CancellationError()
    } catch let failure as ToolFailure {
      return failure
    }
  }

  // MARK: files

  @Test(arguments: [ToolDefinition.Sandbox.Profile.pure, .readProject, .writeProject])
  func readsWhatWasWritten(profile: ToolDefinition.Sandbox.Profile) async throws {
    let text = try await run("echo printed; printf 'in the file' > \"$1\"", Run(profile: profile))
    #expect(text == #"{"text":"in the file"}"#)
  }

  @Test func thePathIsAbsoluteAndFresh() async throws {
    let text = try await run("echo \"$1 $2\" > \"$1\"")
    #expect(text.hasPrefix("{\"text\":\"\(parent)/home/result-"), "\(text)")
    #expect(text.contains("/result --to=/"))
  }

  /// Through another name beside it, as programs do that never leave half a file.
  @Test func aFileMayBeMovedThere() async throws {
    let text = try await run(
      "mkdir -p \"${1%/*}/a/b\" && echo x > \"$1.part\" && mv \"$1.part\" \"$1\"", Run(fileBytes: 100))
    #expect(text == #"{"text":"x\n"}"#)
  }

  @Test func whatIsMissingIsSaid() async throws {
    #expect(try await failure(":").message == "sh left no file at the path of {@result}")
    let failed = try await failure("echo wrong >&2; exit 3")
    #expect(failed.code == .programFailed && failed.message.contains("exit code 3: wrong"))
    #expect(try await failure("echo x > \"$1\"; exit 3").code == .programFailed)
  }

  @Test(arguments: ["ln -s ../../secret \"$1\"", "mkdir \"$1\"", "echo x > \"$1\"; ln \"$1\" \"$1.other\""])
  func whatIsNoFileOfItsOwnIsRefused(script: String) async throws {
    let failure = try await failure(script)
    #expect(failure.code == .invalidOutput && failure.message.contains("something else than a regular file"))
  }

  /// The file of somebody else, by a second name: the kernel refuses that in the sandbox.
  @Test func noFileOfOthersIsLinked() async throws {
    let failure = try await failure("ln ../secret \"$1\"")
    #expect(failure.code == .programFailed && !failure.message.contains("a secret"))
  }

  @Test func onlyItsOwnFolderIsWritten() async throws {
    for script in ["echo x > ../home/other", "echo x > here", "chmod 700 ../project", "echo x > ../secret"] {
      #expect(try await run("(\(script)) 2>/dev/null || printf kept > \"$1\"") == #"{"text":"kept"}"#, "\(script)")
    }
  }

  /// However deep, and whatever its modes are: `run` looks that nothing is left.
  @Test func allThatIsLeftIsRemoved() async throws {
    let script = """
      cd "${1%/*}" && mkdir raised-0 raised-1 && echo x > raised-1/x && i=0
      while [ $i -lt 200 ]; do mkdir -p d e && cd d && : > f && ln -s / l && i=$((i + 1)); done
      echo done > "$1"
      """
    #expect(try await run(script) == #"{"text":"done\n"}"#)
  }

  @Test func callsAtOnceHaveFilesOfTheirOwn() async throws {
    let host = try prepare(Run())
    defer { try? FileManager.default.removeItem(atPath: parent) }
    let results = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<8 {
        group.addTask {
          try await call(host, "printf \(number) > \"$1\"; sleep 0.1; cat \"$1\" > \"$1.2\"; mv \"$1.2\" \"$1\"")
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.sorted() == (0..<8).map { "{\"text\":\"\($0)\"}" })
    #expect(try leftovers() == [])
  }

  // MARK: limits

  private static let cut = ToolDefinition.Program.Additions(truncatedAs: "cut", exitCodeAs: "code")
  private static let tooMuch = "i=0; while [ $i -lt 400 ]; do echo 1234567; i=$((i + 1)); done"

  @Test func aLargeFileIsAFailureOrCut() async throws {
    for fileBytes in [nil, 1 << 20] {
      let failure = try await failure("(\(Self.tooMuch)) > \"$1\"", Run(fileBytes: fileBytes))
      #expect(failure.code == .outputTooLarge, "\(failure.message)")
      let text = try await run(
        "trap '' XFSZ; (\(Self.tooMuch)) > \"$1\"", Run(fileBytes: fileBytes, additions: Self.cut))
      #expect(text.hasSuffix(#"7\n","cut":true,"code":0}"#) || text.hasSuffix(#"7\n","cut":true}"#), "\(text)")
      #expect(text.utf8.count(where: { $0 == UInt8(ascii: "\\") }) == 128)
    }
    #expect(try await run("printf x > \"$1\"", Run(additions: Self.cut)) == #"{"text":"x","cut":false,"code":0}"#)
  }

  @Test func whatIsPrintedIsCut() async throws {
    let text = try await run(Self.tooMuch, Run(readsFile: false, additions: Self.cut))
    #expect(text.hasSuffix(#"7\n","cut":true}"#) && text.utf8.count(where: { $0 == UInt8(ascii: "\\") }) == 128)
    #expect(try await failure(Self.tooMuch, Run(readsFile: false)).code == .outputTooLarge)
    let printed = Run(readsFile: false, additions: Self.cut, codes: [0, 3])
    #expect(try await run("printf x; exit 3", printed) == #"{"text":"x","cut":false,"code":3}"#)
    #expect(try await failure("exit 4", printed).code == .programFailed)
  }
}
