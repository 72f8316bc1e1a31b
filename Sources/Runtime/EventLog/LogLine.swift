import System

/// One event, as it becomes a line. A line has no line feed but its last byte and no control characters, whatever clients
/// and providers put into what it says.
struct LogLine {
  /// Since 1970-01-01T00:00:00Z.
  let milliseconds: Int
  let level: LogLevel
  let message: String
  let fields: [(StaticString, LogValue)]

  /// Bytes of a line beyond which lists are cut: journald and most collectors cut or refuse longer ones than 48 KiB.
  static let longestList = 32 << 10

  /// The line with its line feed.
  func bytes(_ format: LogFormat) -> [UInt8] {
    var line: [UInt8] = []
    switch format {
    case .json: json(&line)
    case .text:
      line += UTCTime.bytes(milliseconds)
      line += " \(level.name) ".utf8
      plain(&line)
    case .journald:
      line += "<\(level.priority)>".utf8
      plain(&line)
    }
    line.append(0x0A)
    return line
  }

  // MARK: for programs

  private func json(_ line: inout [UInt8]) {
    line += #"{"timestamp":""#.utf8
    line += UTCTime.bytes(milliseconds)
    line += #"","level":"\#(level.name)","message":"#.utf8
    LogText.quote(message, &line)
    for (name, value) in fields {
      line += #","\#(name)":"#.utf8
      switch redacted(name, value) {
      case .text(let text): LogText.quote(text, &line)
      case .integer(let number): line += "\(number)".utf8
      case .list(let texts):
        line += "[".utf8
        each(texts, &line) { isFirst, text, line in
          if !isFirst { line += ",".utf8 }
          LogText.quote(text, &line)
        }
        line += "]".utf8
      }
    }
    line += "}".utf8
  }

  // MARK: for people

  private func plain(_ line: inout [UInt8]) {
    LogText.escape(message, &line)
    for (name, value) in fields {
      func member(_ text: String, _ line: inout [UInt8]) {
        line += " \(name)=".utf8
        LogText.quoteIfNeeded(text, &line)
      }
      switch redacted(name, value) {
      case .text(let text): member(text, &line)
      case .integer(let number): line += " \(name)=\(number)".utf8
      case .list(let texts): each(texts, &line) { _, text, line in member(text, &line) }
      }
    }
  }

  // MARK: both

  /// By the name alone: a value cannot be recognized for a secret.
  private func redacted(_ name: StaticString, _ value: LogValue) -> LogValue {
    SecretKeys.contain("\(name)") ? .text("[redacted]") : value
  }

  /// The texts of a list as far as a line has room, then how many more there are.
  private func each(_ texts: [String], _ line: inout [UInt8], _ body: (Bool, String, inout [UInt8]) -> Void) {
    for (index, text) in texts.enumerated() {
      if line.count > Self.longestList { return body(false, "and \(texts.count - index) more", &line) }
      body(index == 0, text, &line)
    }
  }
}

/// Text in a line of the log. What is not visible is written as JSON writes it, `\u001b`: a terminal that shows the log
/// obeys no client, and a line ends where this program ended it.
enum LogText {
  /// Bytes of a text; what is longer is cut and says so.
  static let longest = 4096

  /// In double quotes, as JSON has it.
  static func quote(_ text: String, _ line: inout [UInt8]) {
    line.append(0x22)
    escape(text, isQuoted: true, &line)
    line.append(0x22)
  }

  /// In double quotes unless it is one plain word.
  static func quoteIfNeeded(_ text: String, _ line: inout [UInt8]) {
    guard !text.isEmpty, text.utf8.count <= longest, text.utf8.allSatisfy(isWord) else { return quote(text, &line) }
    line += text.utf8
  }

  /// Without quotes: quotes and backslashes are themselves.
  static func escape(_ text: String, _ line: inout [UInt8]) { escape(text, isQuoted: false, &line) }

  private static func escape(_ text: String, isQuoted: Bool, _ line: inout [UInt8]) {
    var left = longest
    for scalar in text.unicodeScalars {
      let width = UTF8.width(scalar)
      guard width <= left else {
        line += "… (\(text.utf8.count) bytes)".utf8
        return
      }
      left -= width
      if isHidden(scalar) {
        // Two units for what is beyond the first plane.
        for unit in String(scalar).utf16 {
          line += #"\u"#.utf8
          line += Hexadecimal.digits(UInt64(unit), count: 4)
        }
      } else {
        if isQuoted, scalar == "\"" || scalar == "\\" { line.append(0x5C) }
        line += String(scalar).utf8
      }
    }
  }

  /// Controls, formats (directions of writing, joiners, tags) and separators of lines. The short way first: nearly all
  /// text is ASCII.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  /// Letters, digits and what addresses, names of models, versions and paths have.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: Self.signs.contains(byte)
    }
  }

  private static let signs = Array("-._:/@+%*~,[]{}".utf8)
}
