package import JSONCore
import System
import ToolRuntime

/// A report for people, for spreadsheets and for programs. The columns are one list for all three.
package struct UsageOutput {
  private let report: UsageReport

  package init(_ report: UsageReport) { self.report = report }

  /// A column of numbers: its title for people, its name for programs.
  private struct Column {
    let title: String
    let name: StaticString
    let value: @Sendable (UsageCounts) -> Int
  }

  private static let beforeCost = [
    Column(title: "requests", name: "requests") { $0.requests },
    Column(title: "errors", name: "errors") { $0.errors },
    Column(title: "refused", name: "refused") { $0.refused },
    Column(title: "prompt", name: "prompt_tokens") { $0.promptTokens },
    Column(title: "cached", name: "cached_tokens") { $0.cachedTokens },
    Column(title: "cache write", name: "cache_write_tokens") { $0.cacheWriteTokens },
    Column(title: "completion", name: "completion_tokens") { $0.completionTokens },
    Column(title: "reasoning", name: "reasoning_tokens") { $0.reasoningTokens },
  ]
  private static let afterCost = [
    Column(title: "unknown cost", name: "unknown_cost_requests") { $0.unknownCosts },
    Column(title: "partial", name: "partial_requests") { $0.partial },
  ]
  private static let besideCost = beforeCost + afterCost
}

// MARK: for people

extension UsageOutput {
  /// A table with a line for each group, and the total. All costs have as many decimals as one of them needs.
  package var table: String {
    let decimals = (report.rows.map(\.counts) + [report.total]).map { Dollars.decimals($0.costNanoDollars) }.max() ?? 2
    let titles =
      report.dimensions.map(\.rawValue) + Self.beforeCost.map(\.title) + ["cost $"]
      + Self.afterCost.map(\.title)
    var lines = [titles]
    // Without a dimension the only row is the total.
    if !report.dimensions.isEmpty {
      lines += report.rows.map { row in labels(row.group) + Self.cells(row.counts, decimals) }
    }
    let name = report.dimensions.isEmpty ? [] : ["total"] + report.dimensions.dropFirst().map { _ in "" }
    lines.append(name + Self.cells(report.total, decimals))
    return Self.aligned(lines, texts: report.dimensions.count)
  }

  private static func cells(_ counts: UsageCounts, _ decimals: Int) -> [String] {
    beforeCost.map { "\($0.value(counts))" } + [cost(counts, decimals)] + afterCost.map { "\($0.value(counts))" }
  }

  /// A cost of which nothing is known is no zero.
  private static func cost(_ counts: UsageCounts, _ decimals: Int) -> String {
    if counts.costNanoDollars == 0, counts.unknownCosts > 0 { return "unknown" }
    let isLeast = counts.unknownCosts > 0 || counts.partial > 0
    return (isLeast ? ">=" : "") + Dollars.text(counts.costNanoDollars, decimals: decimals)
  }

  private func labels(_ group: UsageGroup) -> [String] {
    report.dimensions.map { dimension in
      switch dimension {
      case .day: UTCTime.date(group.day)
      case .key: Self.label(report.keyName(group), id: group.keyID)
      case .provider: Self.visible(group.provider)
      case .model: Self.visible(group.model)
      case .operation: Self.visible(group.operation)
      }
    }
  }

  /// With its id, since names can be given again.
  private static func label(_ name: JSONString, id: JSONString) -> String {
    name.isEmpty || id.isEmpty ? visible(id.isEmpty ? name : id) : "\(visible(name)) (\(visible(id)))"
  }

  /// Names of models come from clients: nothing in them steers a terminal, and none makes a line of its own.
  private static func visible(_ text: JSONString) -> String {
    if text.isEmpty { return "-" }
    return OutputText.clean(String(text).split { $0 == "\n" || $0 == "\t" || $0 == "\r\n" }.joined(separator: " "))
  }

  /// - Parameter texts: how many columns begin at the left; the others are numbers.
  private static func aligned(_ lines: [[String]], texts: Int) -> String {
    let widths = (lines.first ?? []).indices.map { column in lines.map { $0[column].unicodeScalars.count }.max() ?? 0 }
    return lines.map { line in
      let cells = line.enumerated().map { column, cell in
        let room = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
        return column < texts ? cell + room : room + cell
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}

// MARK: for programs

extension UsageOutput {
  /// Names of the columns that say which group it is.
  private func names(_ dimension: UsageDimension) -> [StaticString] {
    switch dimension {
    case .day: ["day"]
    case .key: ["key_id", "key"]
    case .provider: ["provider"]
    case .model: ["model"]
    case .operation: ["operation"]
    }
  }

  private func texts(_ group: UsageGroup, _ dimension: UsageDimension) -> [JSONString] {
    switch dimension {
    case .day: [JSONString(UTCTime.date(group.day))]
    case .key: [group.keyID, report.keyName(group)]
    case .provider: [group.provider]
    case .model: [group.model]
    case .operation: [group.operation]
    }
  }

  /// RFC 4180 with line feeds: a header, and a line for each group. No total, which would be added up with them.
  package var csv: String {
    let names =
      report.dimensions.flatMap(names) + Self.beforeCost.map(\.name) + ["cost_usd"] + Self.afterCost.map(\.name)
    var text = names.map { "\($0)" }.joined(separator: ",") + "\n"
    for row in report.rows {
      let cells =
        report.dimensions.flatMap { texts(row.group, $0) }.map { Self.cell(String($0)) }
        + Self.beforeCost.map { "\($0.value(row.counts))" } + [Dollars.text(row.counts.costNanoDollars)]
        + Self.afterCost.map { "\($0.value(row.counts))" }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  /// Quoted where the format needs it. A spreadsheet calculates what begins like a formula, and names of models come
  /// from clients: an apostrophe before it makes it text.
  private static func cell(_ text: String) -> String {
    let isFormula = text.utf8.first.map { Array("=+-@\t\r".utf8).contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return safe }
    let quoted = safe.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"\(quoted)\""
  }

  /// One object: `rows` and `total`. Costs are exact, as dollars and as billionths.
  package func write(to writer: inout JSONWriter) {
    writer.literal("{\"rows\":[")
    for (index, row) in report.rows.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.byte(0x7B)
      for dimension in report.dimensions {
        for (name, text) in zip(names(dimension), texts(row.group, dimension)) {
          Self.name(name, to: &writer)
          if text.isEmpty { writer.null() } else { writer.string(text) }
          writer.byte(0x2C)
        }
      }
      Self.write(row.counts, to: &writer)
    }
    writer.literal("],\"total\":{")
    Self.write(report.total, to: &writer)
    writer.literal(",\"unreadable_lines\":")
    writer.integer(report.unreadable.reduce(0) { $0 + $1.lines })
    writer.literal("}\n")
  }

  /// The members of an object that is open, and its end.
  private static func write(_ counts: UsageCounts, to writer: inout JSONWriter) {
    for column in besideCost {
      name(column.name, to: &writer)
      writer.integer(column.value(counts))
      writer.byte(0x2C)
    }
    writer.literal("\"cost_usd\":")
    writer.raw(Array(Dollars.text(counts.costNanoDollars).utf8))
    writer.literal(",\"cost_nano_usd\":")
    writer.integer(counts.costNanoDollars)
    writer.byte(0x7D)
  }

  private static func name(_ name: StaticString, to writer: inout JSONWriter) {
    writer.byte(0x22)
    writer.literal(name)
    writer.literal("\":")
  }
}
