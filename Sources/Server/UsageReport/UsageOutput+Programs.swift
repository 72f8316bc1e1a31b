package import JSONCore
import System

/// For spreadsheets and for programs. Each goes into one buffer, byte by byte: tens of thousands of rows, with a dozen
/// texts made for each, took six times as long.
extension UsageOutput {
  /// One object: `rows` and `total`. Costs are exact, as dollars and as billionths.
  package func write(to writer: inout JSONWriter) {
    var days = DayText()
    writer.literal("{\"rows\":[")
    for (index, row) in report.rows.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.byte(0x7B)
      for dimension in report.dimensions { write(dimension, of: row, &days, to: &writer) }
      Self.write(row.counts, to: &writer)
    }
    writer.literal("],\"total\":{")
    Self.write(report.total, to: &writer)
    writer.literal(",\"unreadable_lines\":")
    writer.integer(report.unreadable.reduce(0) { $0 + $1.lines })
    writer.literal("}\n")
  }

  private func write(
    _ dimension: UsageDimension, of row: UsageReport.Row, _ days: inout DayText, to writer: inout JSONWriter
  ) {
    switch dimension {
    case .day: Self.write(days.text(report.day(row)), "\"day\":", to: &writer)
    case .key:
      Self.write(report.text(row, .key), "\"key_id\":", to: &writer)
      Self.write(report.keyName(row), "\"key\":", to: &writer)
    case .owner: Self.write(report.text(row, .owner), "\"owner\":", to: &writer)
    case .provider: Self.write(report.text(row, .provider), "\"provider\":", to: &writer)
    case .model: Self.write(report.text(row, .model), "\"model\":", to: &writer)
    case .operation: Self.write(report.text(row, .operation), "\"operation\":", to: &writer)
    case .user: Self.write(report.text(row, .user), "\"user\":", to: &writer)
    case .tag: Self.write(report.text(row, .tag), "\"tag\":", to: &writer)
    }
  }

  /// A member and the comma behind it.
  private static func write(_ text: JSONString, _ name: StaticString, to writer: inout JSONWriter) {
    writer.literal(name)
    if text.isEmpty { writer.null() } else { writer.string(text) }
    writer.byte(0x2C)
  }

  /// The members of an object that is open, and its end.
  private static func write(_ counts: UsageCounts, to writer: inout JSONWriter) {
    for column in besideCost {
      writer.byte(0x22)
      writer.literal(column.name)
      writer.literal("\":")
      writer.integer(column.value(counts))
      writer.byte(0x2C)
    }
    writer.literal("\"cost_usd\":")
    Dollars.write(counts.costNanoDollars, to: &writer)
    writer.literal(",\"cost_nano_usd\":")
    writer.integer(counts.costNanoDollars)
    writer.byte(0x7D)
  }
}

// MARK: CSV

extension UsageOutput {
  /// RFC 4180 with line feeds: a header, and a line for each group. No total, which would be added up with them.
  package func writeCSV(to writer: inout JSONWriter) {
    for dimension in report.dimensions {
      writer.literal(dimension == .key ? "key_id,key" : dimension.column)
      writer.byte(0x2C)
    }
    for column in Self.beforeCost {
      writer.literal(column.name)
      writer.byte(0x2C)
    }
    writer.literal("cost_usd")
    for column in Self.afterCost {
      writer.byte(0x2C)
      writer.literal(column.name)
    }
    writer.byte(0x0A)
    var days = DayText()
    for row in report.rows { writeCSV(row, &days, to: &writer) }
  }

  private func writeCSV(_ row: UsageReport.Row, _ days: inout DayText, to writer: inout JSONWriter) {
    for dimension in report.dimensions {
      Self.cell(dimension == .day ? days.text(report.day(row)) : report.text(row, dimension), to: &writer)
      writer.byte(0x2C)
      guard dimension == .key else { continue }
      Self.cell(report.keyName(row), to: &writer)
      writer.byte(0x2C)
    }
    for column in Self.beforeCost {
      writer.integer(column.value(row.counts))
      writer.byte(0x2C)
    }
    Dollars.write(row.counts.costNanoDollars, to: &writer)
    for column in Self.afterCost {
      writer.byte(0x2C)
      writer.integer(column.value(row.counts))
    }
    writer.byte(0x0A)
  }

  /// Quoted where the format needs it. A spreadsheet calculates what begins like a formula, and names of models come
  /// from clients: an apostrophe before it makes it text.
  private static func cell(_ text: JSONString, to writer: inout JSONWriter) {
    text.withSpan { text in
      var isQuoted = false
      for index in text.indices where needsQuotes(text[index]) { isQuoted = true }
      if isQuoted { writer.byte(0x22) }
      if !text.isEmpty, beginsFormula(text[0]) { writer.byte(0x27) }
      for index in text.indices {
        if text[index] == 0x22 { writer.byte(0x22) }
        writer.byte(text[index])
      }
      if isQuoted { writer.byte(0x22) }
    }
  }

  /// Quote, comma, and the ends of lines.
  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D
  }

  /// `=`, `+`, `-`, `@`, a tab or a carriage return.
  private static func beginsFormula(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D: true
    default: false
    }
  }
}

extension UsageDimension {
  fileprivate var column: StaticString {
    switch self {
    case .day: "day"
    case .key: "key_id"
    case .owner: "owner"
    case .provider: "provider"
    case .model: "model"
    case .operation: "operation"
    case .user: "user"
    case .tag: "tag"
    }
  }
}

/// The date of the row before, which is mostly that of the next one.
private struct DayText {
  private var day = Int.min
  private var text = JSONString()

  mutating func text(_ day: Int) -> JSONString {
    if day != self.day { (self.day, text) = (day, JSONString(UTCTime.date(day))) }
    return text
  }
}
