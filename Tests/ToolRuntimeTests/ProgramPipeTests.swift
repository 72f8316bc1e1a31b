import Foundation
import JSONCore
import ProcessRunner
import SchemaRuntime
import Testing

@testable import ToolRuntime

/// Real programs with what goes into them: standard input, secrets, a folder to start in, a pipe, programs of the project.
@Suite(.enabled(if: SandboxSupport.ofThisKernel.isComplete, "this kernel has no Landlock, or no seccomp filters"))
final class ProgramPipeTests {
  private let parent = NSTemporaryDirectory() + "/program-pipe-" + UUID().uuidString
  private var project: String { parent + "/project" }

  init() throws {
    for folder in ["project/sub/deep", "project/.git", "home", "outside"] {
      try FileManager.default.createDirectory(atPath: "\(parent)/\(folder)", withIntermediateDirectories: true)
    }
    for (name, text) in ["project/sub/a.txt": "below", "project/a.txt": "above", "outside/a.txt": "outside"] {
      try Data(text.utf8).write(to: URL(filePath: "\(parent)/\(name)"))
    }
    try FileManager.default.createSymbolicLink(atPath: project + "/link", withDestinationPath: "sub/deep")
    try FileManager.default.createSymbolicLink(atPath: project + "/out", withDestinationPath: "../outside")
  }

  deinit { try? FileManager.default.removeItem(atPath: parent) }

  // MARK: helpers

  private static func sandbox(runsProjectCode: Bool = false) -> ToolDefinition.Sandbox {
    ToolDefinition.Sandbox(
      profile: runsProjectCode ? .writeProject : .readProject, hasNetwork: false, runsProjectCode: runsProjectCode,
      memoryBytes: 1 << 30, cpuSeconds: 20, fileBytes: runsProjectCode ? 1 << 20 : 0, openFiles: 64,
      processes: runsProjectCode ? 32 : 1, mayStartProcesses: runsProjectCode, tier: .kernel)
  }

  private func definition(
    _ name: String, secrets: [ToolDefinition.Program.SecretVariable] = [], hosts: ToolDefinition.Program.Hosts? = nil,
    pipe: [ToolDefinition.Program.Step] = [], seconds: Int = 20, bytes: Int = 1 << 16, codes: [Int] = [0]
  ) -> ToolDefinition {
    let isOwn = name.contains("/")
    return ToolDefinition(
      name: "demo", title: "Demo", description: "Runs programs.", file: "tools/demo.json",
      hints: .init(readOnly: false, destructive: true, idempotent: true, openWorld: false), cache: nil,
      timeoutSeconds: seconds,
      program: .init(
        name: name, environment: [], successCodes: codes, maxOutputBytes: bytes, output: .text(member: "text"),
        reportsProgress: false, sandbox: Self.sandbox(runsProjectCode: isOwn), secrets: secrets, hosts: hosts,
        pipe: pipe),
      isInline: false, listEntry: "{}")
  }

  private func step(
    _ name: String, codes: [Int] = [0], secrets: [ToolDefinition.Program.SecretVariable] = []
  ) -> ToolDefinition.Program.Step {
    .init(name: name, environment: [], successCodes: codes, sandbox: Self.sandbox(), secrets: secrets)
  }

  private func argv(_ words: [String]) -> ArgumentVector {
    var argv = ArgumentVector()
    for word in words { argv.literal(proved: Array(word.utf8)) }
    return argv
  }

  private func feed(input: [UInt8]? = nil, folder: String? = nil, host: String? = nil, pipe: [[String]] = [])
    -> ProgramFeed
  {
    var feed = ProgramFeed()
    if let input {
      var vector = ArgumentVector()
      vector.text(proved: input)
      vector.endEntry()
      feed.takeStandardInput(&vector)
    }
    for (text, isFolder) in [(folder, true), (host, false)] {
      guard let text else { continue }
      var vector = ArgumentVector()
      vector.beginPath()
      vector.text(proved: Array(text.utf8))
      vector.endEntry(pathAt: isFolder ? "/folder" : "/url")
      if isFolder { feed.takeFolder(&vector) } else { feed.takeHost(&vector) }
    }
    for words in pipe {
      var vector = argv(words)
      feed.takeProgram(&vector)
    }
    return feed
  }

  private func run(
    _ definition: ToolDefinition, _ words: [String], _ feed: ProgramFeed = ProgramFeed(),
    secrets: [String: String] = [:]
  ) async throws(ToolFailure) -> String {
    let variables = Dictionary(uniqueKeysWithValues: secrets.map { ("SECURELLM_SECRET_" + $0.key, $0.value) })
    let host = ToolHost(
      settings: .init(
        projectRoot: project, programDirectories: ["/bin", "/usr/bin"], homeDirectory: parent + "/home",
        guardDirectory: parent + "/guard", secrets: ToolSecrets(environment: variables)),
      definitions: [definition])
    let vector = argv(words)
    try host.checkPaths(vector.paths + feed.following.flatMap(\.paths), in: feed.folder, of: definition)
    let result = try await host.run(definition, vector, feed) { _ in }
    var reader = JSONReader(result)
    guard case .object(let members)? = JSONValueReader.value(&reader), let text = members["text"] else { return "" }
    return text
  }

  private func failure(
    _ definition: ToolDefinition, _ words: [String], _ feed: ProgramFeed = ProgramFeed(),
    secrets: [String: String] = [:]
  ) async -> ToolFailure? {
    do throws(ToolFailure) {
      let text = try await run(definition, words, feed, secrets: secrets)
      Issue.record("it ran: \(text)")
      return nil
    } catch {
      return error
    }
  }

  // MARK: standard input

  @Test func programsReadTheirInput() async throws {
    #expect(try await run(definition("cat"), [], feed(input: Array("a\nb".utf8))) == "a\nb")
    #expect(try await run(definition("cat"), [], feed(input: [])) == "")
    #expect(try await run(definition("cat"), []) == "")
  }

  /// More than a pipe holds, to a program that writes as much while it reads, and to one that reads nothing.
  @Test func longInputsDoNotHang() async throws {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 4 << 20)
    let text = try await run(definition("cat", bytes: 8 << 20), [], feed(input: input))
    #expect(text.utf8.count == input.count)
    #expect(try await run(definition("true"), [], feed(input: input)) == "")
    #expect(try await run(definition("head"), ["-c", "3"], feed(input: input)) == "xxx")
  }

  // MARK: pipe

  @Test func everyProgramGetsTheOutputOfTheOneBefore() async throws {
    let definition = definition("cat", pipe: [step("sort"), step("head")])
    let text = try await run(
      definition, [], feed(input: Array("3\n1\n2\n".utf8), pipe: [["-n"], ["-n", "2"]]))
    #expect(text == "1\n2\n")
  }

  @Test func aFailureSaysWhichProgram() async throws {
    let second = await failure(
      definition("cat", pipe: [step("grep"), step("sort")]), [], feed(input: [], pipe: [["x"], []]))
    #expect(second?.code == .programFailed)
    #expect(second?.message == "grep, program 2 of the pipe, ended with exit code 1", "\(second?.message ?? "")")
    let text = try await run(
      definition("cat", pipe: [step("grep", codes: [0, 1]), step("sort")]), [], feed(input: [], pipe: [["x"], []]))
    #expect(text == "")
    let first = await failure(definition("cat", pipe: [step("sort")]), ["gone"], feed(pipe: [[]]))
    let words = first?.message ?? ""
    #expect(
      words.hasPrefix("cat, program 1 of the pipe, ended with exit code 1: ") && words.contains("cat: gone"), "\(words)"
    )
    let missing = await failure(definition("cat", pipe: [step("no-such-program")]), [], feed(pipe: [[]]))
    #expect(missing?.code == .programMissing)
  }

  @Test func whatIsBetweenThemIsBounded() async {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
    let failure = await failure(
      definition("cat", pipe: [step("wc")], bytes: 1024), [], feed(input: input, pipe: [["-c"]]))
    #expect(failure?.code == .outputTooLarge)
    #expect(failure?.message.hasPrefix("cat, program 1 of the pipe, was stopped: it wrote more than 1024") == true)
  }

  @Test func theTimeIsThatOfAll() async {
    let failure = await failure(
      definition("cat", pipe: [step("sleep"), step("sleep")], seconds: 5), [], feed(input: [], pipe: [["0.1"], ["60"]]))
    #expect(failure?.code == .timedOut)
    #expect(failure?.message.hasPrefix("sleep, program 3 of the pipe, was stopped after 5 s") == true)
  }

  // MARK: secrets

  private let token = ToolDefinition.Program.SecretVariable(variable: "API_TOKEN", secret: "TOKEN")

  @Test func secretsAreGivenAndNotSeen() async throws {
    let secrets = ["TOKEN": "s3cr3t-value"]
    let text = try await run(definition("printenv", secrets: [token]), ["API_TOKEN"], secrets: secrets)
    #expect(text == "[secret]\n")
    #expect(
      try await run(definition("printenv"), ["HOME"], secrets: secrets) == parent + "/home\n")
    let none = await failure(definition("printenv"), ["API_TOKEN"], secrets: secrets)
    #expect(none?.code == .programFailed)
    // Of two programs only the second has it, and the first program's output is not touched on its way.
    let second = definition("cat", pipe: [step("printenv", secrets: [token])])
    #expect(try await run(second, [], feed(input: [], pipe: [["API_TOKEN"]]), secrets: secrets) == "[secret]\n")
    let passed = definition("printenv", secrets: [token], pipe: [step("wc")])
    #expect(try await run(passed, ["API_TOKEN"], feed(pipe: [["-c"]]), secrets: secrets) == "13\n")
  }

  @Test func messagesHaveNoSecrets() async {
    let secrets = ["TOKEN": "s3cr3t-value"]
    let failure = await failure(definition("ls", secrets: [token]), ["s3cr3t-value"], secrets: secrets)
    #expect(failure?.message.contains("[secret]") == true && failure?.message.contains("s3cr3t") == false)
    // What was kept of an output that was too long ends inside the secret.
    let long = await self.failure(
      definition("yes", secrets: [token], bytes: 1024), ["s3cr3t-value"], secrets: secrets)
    #expect(long?.code == .outputTooLarge && long?.partialOutput?.contains("s3cr3t") == false)
  }

  @Test(arguments: [nil, "short"]) func withoutASecretNothingRuns(value: String?) async {
    let failure = await failure(
      definition("true", secrets: [token]), [], secrets: value.map { ["TOKEN": $0] } ?? [:])
    #expect(failure?.code == .secretMissing)
    #expect(failure?.message.contains("TOKEN") == true && failure?.message.contains("short") == false)
  }

  // MARK: the folder

  @Test func programsStartInTheFolder() async throws {
    #expect(try await run(definition("cat"), ["a.txt"], feed(folder: "sub")) == "below")
    #expect(try await run(definition("cat"), ["a.txt"], feed(folder: ".")) == "above")
    #expect(try await run(definition("cat"), ["a.txt"]) == "above")
    #expect(try await run(definition("pwd"), ["-P"], feed(folder: "link")).hasSuffix("/project/sub/deep\n"))
  }

  @Test(arguments: ["..", "/", "out", "out/x", ".git", "sub/../..", "gone", "a.txt", "sub/a.txt/x"])
  func otherFoldersAreRefused(folder: String) async {
    let failure = await failure(definition("pwd"), [], feed(folder: folder))
    #expect(failure?.code == .invalidArguments)
    #expect(failure?.violations.first?.instanceLocation == "/folder")
  }

  /// Where the folder is, there paths begin.
  @Test(arguments: [
    ("sub", "a.txt", true), ("sub", "../a.txt", true), ("sub", "../../outside/a.txt", false),
    ("link", "../a.txt", true),
    ("link", "../../../outside/a.txt", false), (".", "out/a.txt", false), ("sub", "/etc/passwd", false),
    ("sub", "../.git/x", false),
  ])
  func pathsAreRelativeToTheFolder(folder: String, path: String, isInside: Bool) throws {
    let host = ToolHost(
      settings: .init(
        projectRoot: project, programDirectories: [], homeDirectory: parent + "/home", guardDirectory: parent + "/guard"
      ),
      definitions: [])
    let feed = feed(folder: folder)
    let paths = [ArgumentVector.Path(bytes: Array(path.utf8), pointer: "/path")]
    do throws(ToolFailure) {
      try host.checkPaths(paths, in: feed.folder, of: definition("cat"))
      #expect(isInside)
    } catch {
      #expect(!isInside && error.violations.map(\.instanceLocation) == ["/path"])
    }
  }

  // MARK: programs of the project

  @Test func programsOfTheProjectRun() async throws {
    let path = project + "/sub/check"
    try Data("#!/bin/sh\necho \"$1 $(pwd)\"; cat\n".utf8).write(to: URL(filePath: path))
    let before = await failure(definition("./sub/check"), ["x"])
    #expect(before?.code == .programMissing && before?.message.contains("./sub/check") == true)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let text = try await run(definition("./sub/check"), ["x"], feed(input: Array("in".utf8), folder: "sub"))
    #expect(text.hasPrefix("x ") && text.hasSuffix("/project/sub\nin"))
    try FileManager.default.createSymbolicLink(atPath: project + "/own", withDestinationPath: "sub/check")
    #expect(try await run(definition("./own"), ["y"]).hasPrefix("y "))
    try FileManager.default.createSymbolicLink(atPath: project + "/cat", withDestinationPath: "/bin/cat")
    let outside = await failure(definition("./cat"), [])
    #expect(outside?.code == .programMissing)
  }

  @Test func isOfferedWhenItIsThere() throws {
    let settings = ToolHost.Settings(
      projectRoot: project, programDirectories: ["/bin", "/usr/bin"], homeDirectory: parent + "/home",
      guardDirectory: parent + "/guard")
    let definitions = [definition("./tool"), definition("cat", pipe: [step("no-such-program")]), definition("cat")]
    #expect(ToolHost(settings: settings, definitions: definitions).missingProgram(definitions[0]) == "./tool")
    try Data("#!/bin/sh\n".utf8).write(to: URL(filePath: project + "/tool"))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: project + "/tool")
    let host = ToolHost(settings: settings, definitions: definitions)
    #expect(definitions.map { host.missingProgram($0) } == [nil, "no-such-program", nil])
    #expect((0..<3).map { host.isAvailable($0) } == [true, false, true])
  }

  // MARK: hosts

  @Test(
    arguments: [
      ("https://api.example.com/x", nil), ("api.example.com", nil), ("https://evil.example/", "may not ask"),
      ("https://api.example.com@evil.example/", "user name"), ("https://api.example.com.evil.example/", "may not ask"),
      ("", "neither a host"),
    ] as [(String, String?)])
  func otherHostsAreRefusedBeforeAnythingRuns(url: String, says: String?) async throws {
    let hosts = ToolDefinition.Program.Hosts(member: "url", allow: ["api.example.com"], retries: 0)
    let definition = definition("true", hosts: hosts)
    guard let says else {
      _ = try await run(definition, [], feed(host: url))
      return
    }
    let failure = await failure(definition, [], feed(host: url))
    #expect(failure?.code == .invalidArguments)
    #expect(
      failure?.violations.first?.message.contains(says) == true && failure?.violations.first?.instanceLocation == "/url"
    )
  }
}

/// The one member of a result that is text.
private enum JSONValueReader {
  enum Value { case object([String: String]) }

  static func value(_ reader: inout JSONReader) -> Value? {
    var members: [String: String] = [:]
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let name = String(reader.takeString())
      guard reader.string() else { return nil }
      members[name] = String(reader.takeString())
    } while reader.comma()
    return .object(members)
  }
}
