import ArgumentParser
import Glibc
import JSONCore
import KeyStore

struct ListKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All keys, one a line, oldest first; never their secrets.",
    discussion: "Exit codes: 0 listed, 2 wrong usage or a file error.")

  @Flag(help: "A JSON array with an object for each key.")
  var json = false

  @OptionGroup var database: KeyDatabase

  func run() throws {
    let keys = try database.use { store in try store.list() }
    guard json else {
      return Surroundings.write(keys.map(KeyOutput.line).joined(), to: STDOUT_FILENO)
    }
    var output = JSONWriter()
    output.byte(0x5B)
    for (index, record) in keys.enumerated() {
      if index > 0 { output.byte(0x2C) }
      KeyOutput.write(record, to: &output)
    }
    output.literal("]\n")
    guard output.flush(to: STDOUT_FILENO) == 0 else {
      throw KeyDatabase.complain("the list could not be written to standard output", status: 2)
    }
  }
}
