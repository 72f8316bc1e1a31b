import JSONCore
import SchemaCompiler
import Synchronization
import Testing
import ToolRuntime

@testable import ToolFiles

/// Tools that change while numbers of them are out.
@Suite struct LoadedToolTableTests {
  private final class Source: LoadedToolSource {
    private let next = Mutex<[LoadedTool]?>(nil)

    init(_ names: [String]) throws { try offer(names) }

    func offer(_ names: [String]) throws {
      let folder = try Folder(Dictionary(uniqueKeysWithValues: names.map { ("\($0).json", toolFile($0)) }))
      let loaded = ToolFolder.load([ToolLocation(folder.path, .folder)], beside: [])
      let tools = loaded.tools.compactMap { LoadedTool($0.compiled, shown: $0.shown) }
      next.withLock { $0 = tools }
    }

    func refresh() -> [LoadedTool]? {
      next.withLock { next in
        defer { next = nil }
        return next
      }
    }
  }

  private func table(_ source: Source) -> LoadedToolTable {
    LoadedToolTable(
      source,
      settings: .init(
        projectRoot: "/nonexistent", programDirectories: ["/usr/bin", "/bin"], homeDirectory: "/nonexistent/home",
        guardDirectory: "/nonexistent/guard"), first: 14)
  }

  @Test func numbersNeverMeanAnotherTool() async throws {
    let source = try Source(["a_tool", "b_tool"])
    let table = table(source)
    #expect(table.find("a_tool") == 14 && table.find("b_tool") == 15)
    #expect(table.look() == false)
    try source.offer(["b_tool", "c_tool"])
    #expect(table.look())
    #expect(table.find("a_tool") == nil && table.find("b_tool") == 16 && table.find("c_tool") == 17)
    // A number of before still names its tool: the call gets as far as its arguments.
    #expect(await failure(table, 14)?.contains("a_tool") == true)
    try source.offer([])
    #expect(table.look())
    #expect(await failure(table, 14) == "this tool has changed or is gone: list the tools again")
    #expect(await failure(table, 17)?.contains("c_tool") == true)
  }

  private func failure(_ table: LoadedToolTable, _ number: Int) async -> String? {
    do throws(ToolFailure) {
      _ = try await table.call(number, nil, onProgress: { _ in })
      return nil
    } catch {
      return error.message
    }
  }

  @Test func isListedBehindTheBuild() throws {
    let table = table(try Source(["a_tool"]))
    for (builtIn, start) in [("[]", "[{\"name\":\"a_tool\""), ("[{}]", "[{},{\"name\":\"a_tool\"")] {
      let text = String(decoding: table.listing(behind: JSONBytes(builtIn)).bytes, as: UTF8.self)
      #expect(text.hasPrefix(start) && text.hasSuffix("}]"))
    }
    #expect(table.timeoutSeconds(14) == 10 && table.timeoutSeconds(99) == 0)
  }
}
