import SchemaCompiler

/// A diagnostic as GitHub's workflows take it: `::error file=…,line=…,col=…::message`.
enum WorkflowCommand {
  static func text(_ diagnostic: Diagnostic) -> String {
    let properties = [
      ("file", diagnostic.file), ("line", "\(diagnostic.line)"), ("col", "\(diagnostic.column)"),
    ]
    let shown = properties.map { "\($0.0)=\(escaped($0.1, isProperty: true))" }.joined(separator: ",")
    let lines = [diagnostic.message] + diagnostic.details + ["hint: \(diagnostic.hint)"]
    return "::\(diagnostic.severity.rawValue) \(shown)::" + escaped(lines.joined(separator: "\n"), isProperty: false)
  }

  /// A line is one command, and commas and colons end properties: what would end either is written in hexadecimal.
  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): bytes += escape(byte)
      case UInt8(ascii: ":") where isProperty, UInt8(ascii: ",") where isProperty: bytes += escape(byte)
      // The runner's log is a terminal for whoever reads it.
      case 0x00..<0x20, 0x7F: bytes.append(UInt8(ascii: "?"))
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16, uppercase: true)
    return Array("%\(digits.utf8.count < 2 ? "0" : "")\(digits)".utf8)
  }
}
