import JSONCore
import System
import ToolRuntime

/// A report for people, for spreadsheets and for programs. The columns are one list for all three.
package struct UsageOutput {
  let report: UsageReport

  package init(_ report: UsageReport) { self.report = report }

  /// A column of numbers: its title for people, its name for programs.
  struct Column {
    let title: String
    let name: StaticString
    let value: @Sendable (UsageCounts) -> Int
  }

  static let beforeCost = [
    Column(title: "requests", name: "requests") { $0.requests },
    Column(title: "errors", name: "errors") { $0.errors },
    Column(title: "refused", name: "refused") { $0.refused },
    Column(title: "prompt", name: "prompt_tokens") { $0.promptTokens },
    Column(title: "cached", name: "cached_tokens") { $0.cachedTokens },
    Column(title: "cache write", name: "cache_write_tokens") { $0.cacheWriteTokens },
    Column(title: "completion", name: "completion_tokens") { $0.completionTokens },
    Column(title: "reasoning", name: "reasoning_tokens") { $0.reasoningTokens },
  ]
  static let afterCost = [
    Column(title: "unknown cost", name: "unknown_cost_requests") { $0.unknownCosts },
    Column(title: "partial", name: "partial_requests") { $0.partial },
  ]
  static let besideCost = beforeCost + afterCost
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
      lines += report.rows.map { row in labels(row) + Self.cells(row.counts, decimals) }
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

  private func labels(_ row: UsageReport.Row) -> [String] {
    report.dimensions.map { dimension in
      switch dimension {
      case .day: UTCTime.date(report.day(row))
      case .key: Self.label(report.keyName(row), id: report.text(row, .key))
      case .owner, .provider, .model, .operation, .user, .tag: Self.visible(report.text(row, dimension))
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
