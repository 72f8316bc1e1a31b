import AuditEvents
import EventLog
import JSONCore
import Logging
import MCPServer
import NativeTools
import ProcessStart
import System
import ToolCalls
public import ToolRuntime

/// The tools of a package as a server of the Model Context Protocol: with the same validation, sandbox, limits and
/// audit as those of `securellm`, whose environment variables it reads.
public struct ToolServer: Sendable {
  private let identity: ServerIdentity
  private let tools: ToolCatalogue
  private let project: String?

  /// - Parameters:
  ///   - name: how clients and the folder of the audit call the server.
  ///   - instructions: for models: what holds for all tools, and nothing that a tool says itself.
  ///   - tools: the generated `Catalogue.served(by:)`.
  ///   - project: the absolute path of the folder that the tools work in; by default `SECURELLM_PROJECT_ROOT`, or the
  ///     working directory.
  public init(
    name: String, version: String = "0.1.0", instructions: String? = nil, tools: ToolCatalogue,
    project: String? = nil
  ) {
    let usual = "All paths are relative to the project. Arguments are checked strictly and never coerced."
    identity = ServerIdentity(name: name, version: version, instructions: instructions ?? usual)
    self.tools = tools
    self.project = project
  }

  /// The whole program: without arguments it serves on standard input and output, as an editor starts it; `list` names
  /// the tools; `call NAME '{…}'` calls one.
  ///
  /// From then on no other process of the user can read the memory or the environment of this one, nor can code of the
  /// program: read variables of your own before.
  ///
  /// Call it on the first thread, before there are others: a program that one of the tools starts finds this one under
  /// the name `git`, which then makes the repository safe and becomes the real git.
  public func main() -> Never {
    if GitGuard.isCalled { GitGuard.run() }
    ProcessPrivacy.begin()
    CommandLineOfTools(server: self, words: Array(ProcessImage.words.dropFirst())).run()
  }

  /// Serves on standard input and output until the input ends or a signal comes. Takes the calling thread.
  ///
  /// - Throws: what keeps the server from starting.
  public func run() throws {
    let log = EventLog(.fromEnvironment())
    let logger = Logger(label: identity.name) { log.handler(label: $0) }
    let folder = try audit { logger.notice("\($0)") }
    try serveStdio(try gateway(folder), identity: identity, logger: logger)
    // Calls have ended by then, so that the last records are theirs.
    folder.close()
    _ = log.flush()
  }

  /// One call, as over MCP: for tests of tools, and for programs that are no server.
  ///
  /// - Parameter arguments: a JSON object.
  /// - Returns: the structured result, as JSON.
  public func call(_ name: String, _ arguments: String = "{}") async throws(ToolFailure) -> String {
    let folder: AuditFolder
    let gateway: LocalTools
    do {
      folder = try audit { _ in }
      gateway = try self.gateway(folder)
    } catch {
      throw ToolFailure(.internalError, "\(error)")
    }
    defer { folder.close() }
    guard let tool = gateway.find(JSONString(name)) else {
      throw ToolFailure(.notFound, "there is no tool of this name, or its program is not installed")
    }
    var reader = JSONReader(JSONBytes(arguments))
    guard let slice = reader.rawValue(), reader.finish() else {
      throw ToolFailure(.invalidArguments, "the arguments are not JSON")
    }
    let result = try await gateway.call(tool, slice) { _ in }
    return String(decoding: result.bytes, as: UTF8.self)
  }

  /// The tools that are offered, as `tools/list` has them: a JSON array.
  public func list() throws -> String {
    String(decoding: try gateway(try audit { _ in }).listing.bytes, as: UTF8.self)
  }

  private func gateway(_ audit: AuditFolder) throws -> LocalTools {
    let service = ServedTools(tools, in: try workspace())
    return LocalTools(service, among: try EnabledTools.lists(ProcessEnvironment.variables), audit: audit)
  }

  /// Not touched before the first call.
  private func audit(_ report: @escaping @Sendable (String) -> Void) throws -> AuditFolder {
    // The name becomes that of a folder: nothing in it may lead elsewhere.
    let name = String(decoding: identity.name.utf8.map { Self.isNameByte($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    return AuditFolder(
      try Workspace.dataDirectory(ProcessEnvironment.variables) + "/audit/server-\(name)", report: report)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "-")
  }

  private func workspace() throws -> Workspace {
    var variables = ProcessEnvironment.variables
    if let project { variables["SECURELLM_PROJECT_ROOT"] = project }
    return try Workspace(environment: variables, currentDirectory: ProcessEnvironment.currentDirectory ?? "/")
  }
}
