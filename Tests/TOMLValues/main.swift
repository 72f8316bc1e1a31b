// toml-values: documents on standard input, a zero byte behind each; for each a line of JSON on standard output with its
// values, marked with their types, or with where and why it is none. For comparing with other readers.
import Glibc
import JSONCore
import System
import TOML

func write(_ value: TOMLValue, to writer: inout JSONWriter) {
  func scalar(_ type: StaticString, _ text: String, _ writer: inout JSONWriter) {
    writer.byte(0x5B)
    writer.string(type.description)
    writer.byte(0x2C)
    writer.string(text)
    writer.byte(0x5D)
  }
  switch value {
  case .string(let text): scalar("string", text, &writer)
  case .integer(let number): scalar("integer", "\(number)", &writer)
  case .float(let number): scalar("float", "\(number)", &writer)
  case .boolean(let value): scalar("boolean", "\(value)", &writer)
  case .date(let text): scalar("date", text, &writer)
  case .array(let items):
    writer.raw(Array("[\"array\",[".utf8))
    for (index, item) in items.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      write(item.value, to: &writer)
    }
    writer.raw(Array("]]".utf8))
  case .table(let table):
    writer.raw(Array("[\"table\",{".utf8))
    for (index, entry) in table.entries.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.string(entry.key)
      writer.byte(0x3A)
      write(entry.node.value, to: &writer)
    }
    writer.raw(Array("}]".utf8))
  }
}

var writer = JSONWriter()
let input = try Files.readAll(STDIN_FILENO, limit: .max)
for text in input.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
  do throws(TOMLError) {
    let document = try TOMLDocument(Array(text))
    write(.table(document.root), to: &writer)
  } catch {
    writer.raw(Array("[\"error\",".utf8))
    writer.string("\(error)")
    writer.byte(0x5D)
  }
  writer.byte(0x0A)
}
exit(writer.flush(to: STDOUT_FILENO) == 0 ? 0 : 1)
