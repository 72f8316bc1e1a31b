/// What a change does to a file, as `patch` reads it: one hunk without context. The lines around it are left out,
/// because they belong to other servers and often hold their tokens.
package enum UnifiedDiff {
  /// - Parameter old: nil when there is no file yet.
  package static func text(of path: String, from old: [UInt8]?, to new: [UInt8]?) -> String {
    let (before, after) = (lines(old ?? []), lines(new ?? []))
    var head = 0
    while head < min(before.count, after.count), before[head] == after[head] { head += 1 }
    var tail = 0
    while tail < min(before.count, after.count) - head,
      before[before.count - 1 - tail] == after[after.count - 1 - tail]
    { tail += 1 }
    let removed = before[head..<before.count - tail]
    let added = after[head..<after.count - tail]
    var diff = "--- \(old == nil ? "/dev/null" : path)\n+++ \(new == nil ? "/dev/null" : path)\n"
    diff += "@@ -\(range(head, removed.count)) +\(range(head, added.count)) @@\n"
    diff += removed.map { rendered("-", $0) }.joined() + added.map { rendered("+", $0) }.joined()
    return diff
  }

  /// A hunk of no lines names the line behind which it is.
  private static func range(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }

  private static func rendered(_ sign: String, _ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line, as: UTF8.self)
    return line.last == 0x0A ? sign + text : sign + text + "\n\\ No newline at end of file\n"
  }

  /// With their line feeds.
  private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in text.enumerated() where byte == 0x0A {
      lines.append(text[start...index])
      start = index + 1
    }
    if start < text.count { lines.append(text[start...]) }
    return lines
  }
}
