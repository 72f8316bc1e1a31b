import HTTPWire
import Testing

@testable import ProxyCore

/// Where a provider's key is read again.
@Suite struct KeySourceTests {
  private func file(_ text: String?) -> KeySource {
    KeySource(origin: .file("/keys/p", { _ in text.map { Array($0.utf8) } }), pointer: "/providers/p/key/file")
  }

  private func command(_ words: [String], _ environment: [String: String] = ["PATH": "/usr/bin:/bin"]) -> KeySource {
    let command = KeyCommand(words.map { Array($0.utf8) }, environment: environment, folder: "/", refreshSeconds: 60)
    return KeySource(origin: .command(command), pointer: "/providers/p/key/command")
  }

  private func key(_ source: KeySource) throws -> String {
    var text: [UInt8] = []
    try source.read().credential.reveal { text.append($0) }
    return String(decoding: text, as: UTF8.self)
  }

  private func failure(_ source: KeySource) -> String? {
    do throws(SettingsFailure) {
      _ = try source.read()
      return nil
    } catch { return "\(error)" }
  }

  @Test(arguments: ["sk-1", "sk-1\n", " \tsk-1\r\n\n"]) func whiteSpaceIsNoPartOfAKey(text: String) throws {
    #expect(try key(file(text)) == "sk-1")
    #expect(try key(command(["printf", "%s", text])) == "sk-1")
  }

  @Test func saysWhyThereIsNoKey() {
    #expect(failure(file(nil))?.hasPrefix("/providers/p/key/file: the file cannot be read") == true)
    #expect(failure(file(" \n")) == "/providers/p/key/file: the file is empty: put the key into it")
    for (words, message) in [
      (["true"], "the program prints nothing: it must print the key"),
      (["sh", "-c", "echo secret; exit 7"], "the program has ended with code 7: try the command by hand"),
      (["sh", "-c", "kill -9 $$"], "the program was ended by signal 9: try the command by hand"),
      (["no-such-program"], "the program is not there, or may not be executed: write its path, or install it"),
      (["/usr/bin/no-such-program"], "the program is not there, or may not be executed: write its path, or install it"),
      (
        ["head", "-c", "70000", "/dev/zero"],
        "the program prints more than 64 KiB: it must print the key and nothing else"
      ),
    ] { #expect(failure(command(words)) == "/providers/p/key/command: \(message)") }
  }

  /// A name is looked for where the environment says, and nowhere else; the arguments reach the program as they are.
  @Test func startsWhatIsWritten() throws {
    #expect(try key(command(["printf", "%s", "$HOME `x` *"])) == "$HOME `x` *")
    #expect(try key(command(["usr/bin/printf", "a"])) == "a")
    #expect(try key(command(["/usr/bin/env"], ["ONLY": "1"])) == "ONLY=1")
    #expect(failure(command(["printf", "a"], ["PATH": "/nowhere"])) != nil)
  }

  @Test func knowsItsOwnPlaceAgain() {
    #expect(file("a").isSame(as: file("b")))
    #expect(command(["a", "b"]).isSame(as: command(["a", "b"])))
    #expect(!command(["a", "b"]).isSame(as: command(["a", "c"])))
    #expect(!file("a").isSame(as: command(["a"])) && !file("a").isSame(as: nil))
  }
}
