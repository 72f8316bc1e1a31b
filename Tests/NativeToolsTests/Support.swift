import Foundation
import HostProbe
import JSONCore
import KnowledgeStore
import NativeTools
import SchemaRuntime
import Testing
import ToolRuntime
import Tools

/// A service over a directory of its own: database, host files, programs. The directory goes when the bench does.
final class Bench: Sendable {
  let directory: String
  var project: String { directory + "/project" }
  let store: KnowledgeStore
  let host: ToolHost
  let counter = CallCounter()
  let service: ToolCatalogueService

  /// - Parameters:
  ///   - hostFiles: of the made-up host, by path from its root.
  ///   - programs: shell scripts by the name of the program they replace.
  ///   - caches: what `cache_stats` gets; by default what the host reports.
  init(hostFiles: [String: String] = [:], programs: [String: String] = [:], caches: [CachedTool]? = nil) throws {
    directory = NSTemporaryDirectory() + "/native-tools-" + UUID().uuidString
    for folder in ["host", "programs", "project"] {
      try FileManager.default.createDirectory(atPath: directory + "/" + folder, withIntermediateDirectories: true)
    }
    for (path, text) in hostFiles { try Self.write(text, directory + "/host/" + path) }
    for (name, script) in programs {
      try Self.write("#!/bin/sh\n" + script, directory + "/programs/" + name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory + "/programs/" + name)
    }
    store = KnowledgeStore(path: directory + "/data/knowledge.db")
    let host = ToolHost(
      settings: .init(
        projectRoot: directory + "/project", programDirectories: [directory + "/programs"],
        homeDirectory: directory + "/cache/home", guardDirectory: directory + "/cache/guard"),
      definitions: Catalogue.definitions)
    self.host = host
    let counter = counter
    let facts = ServerFacts(
      name: "bench", version: "1.2.3", started: .now - .seconds(90), toolsAvailable: { 6 },
      callsServed: { counter.count })
    let handlers = NativeTools(
      knowledge: store, probe: HostProbe(root: directory + "/host"), facts: facts,
      cacheStatistics: { caches ?? host.cachedTools })
    service = ToolCatalogueService(host: host, handlers: handlers, counter: counter)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private static func write(_ text: String, _ path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Calls a tool by name as a server does and checks the result against the tool's output schema.
  func call(_ name: String, _ arguments: String? = nil) async throws -> Result {
    let tool = try #require(service.find(JSONString(name)))
    let slice = try arguments.map { text throws in try JSONSlice(text) }
    let bytes: JSONBytes
    if service.isInline(tool) {
      var writer = JSONWriter()
      try service.callInline(tool, slice, into: &writer)
      bytes = writer.copy()
    } else {
      bytes = try await service.call(tool, slice, onProgress: { _ in })
    }
    let output = try #require(Catalogue.programs.first { $0.name == "tools/\(name)/output" })
    #expect(SchemaInterpreter(output.program()).violations(bytes) == [])
    return try Result(bytes)
  }

  /// The failure of a call that must fail.
  func failure(_ name: String, _ arguments: String? = nil) async throws -> ToolFailure {
    do {
      _ = try await call(name, arguments)
    } catch let failure as ToolFailure {
      return failure
    }
    Issue.record("\(name) did not fail")
    throw CancellationError()
  }
}

/// The result of a call, read back.
struct Result {
  let text: String
  let members: [String: Any]

  init(_ bytes: JSONBytes) throws {
    text = String(decoding: bytes.bytes, as: UTF8.self)
    members = try #require(try JSONSerialization.jsonObject(with: Data(bytes.bytes)) as? [String: Any])
  }

  func string(_ name: String) -> String? { members[name] as? String }
  func integer(_ name: String) -> Int? { members[name] as? Int }
  func objects(_ name: String) -> [[String: Any]] { members[name] as? [[String: Any]] ?? [] }
  func object(_ name: String) -> [String: Any] { members[name] as? [String: Any] ?? [:] }
}

/// A text as JSON.
func quoted(_ text: String) -> String {
  var writer = JSONWriter()
  writer.string(text)
  return String(decoding: writer.bytes, as: UTF8.self)
}

func mode(_ path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
}
