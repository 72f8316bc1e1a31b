import JSONCore
import Testing
import ToolRuntime

@Suite struct ArgumentVectorTests {
  @Test func entriesKeepTheirBytes() throws {
    var argv = ArgumentVector()
    argv.literal("log")
    argv.text("--author=")
    argv.value(try #require(JSONString(validating: Array("-x é\u{301} $(touch a)".utf8))))
    argv.endEntry()
    argv.text("--max-count=")
    argv.value(-7)
    argv.endEntry()
    #expect(
      argv.entries.map { String(decoding: $0, as: UTF8.self) } == [
        "log", "--author=-x é\u{301} $(touch a)", "--max-count=-7",
      ])
  }

  @Test func recognizesPathsAsProgramsDo() throws {
    var argv = ArgumentVector()
    argv.beginPath()
    argv.value(try #require(JSONString(validating: Array("a/b".utf8))))
    argv.endEntry(pathFrom: "/path")
    argv.text("--file=")
    argv.beginPath()
    argv.text("src/")
    argv.value(try #require(JSONString(validating: Array("c".utf8))))
    argv.endEntry(pathFrom: "/files", 2)
    argv.beginPath()
    argv.text("if=")
    argv.beginPath()
    argv.value(try #require(JSONString(validating: Array("d".utf8))))
    argv.endEntry(pathFrom: "/d")
    argv.text("no path")
    argv.endEntry()
    #expect(
      argv.paths.map { "\($0.pointer) \(String(decoding: $0.bytes, as: UTF8.self))" }
        == ["/path a/b", "/files/2 src/c", "/d if=d", "/d d"])
    #expect(argv.entries.count == 4)
  }

  @Test(arguments: [
    (".#a", ["."]), ("./x/y#a.b", ["./x/y"]), ("./x", ["./x"]), ("./x?dir=y#a", ["./x"]), ("nixpkgs#a", []),
    ("github:o/r#a", []),
  ])
  func recognizesRelativeFlakesAsPaths(reference: String, paths: [String]) {
    var argv = ArgumentVector()
    argv.value(JSONString(reference))
    argv.endEntry(flakeFrom: "/flake")
    #expect(argv.paths.map { String(decoding: $0.bytes, as: UTF8.self) } == paths)
    #expect(argv.entries == [Array(reference.utf8)])
  }
}
