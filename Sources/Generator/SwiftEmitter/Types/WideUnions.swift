import JSONCore
import SchemaRuntime

/// Finds unions whose types would make a file that takes too long to compile: they are kept as text, which the
/// interpreter checks.
///
/// The time that the Swift compiler takes grows with the lines of a file and not with their kind: 12,000 lines were
/// seven seconds of a debug build.
struct WideUnions {
  /// With fewer branches a union is not wide, however much its branches hold.
  static let leastBranches = 32

  private let facts: [NodeFacts]
  private let resolved: (SchemaNodeID) -> SchemaNodeID

  init(_ facts: [NodeFacts], resolved: @escaping (SchemaNodeID) -> SchemaNodeID) {
    self.facts = facts
    self.resolved = resolved
  }

  /// The nodes of those that exceed `budget`, in lines. Those that hold less are looked at first: a union may be small
  /// enough once the ones inside it are text.
  func exceeding(_ budget: Int) -> Set<SchemaNodeID> {
    let wide = facts.indices.filter { isWide(facts[$0]) }
    var found: Set<SchemaNodeID> = []
    for node in wide.sorted(by: { lines(below: $0, without: []) < lines(below: $1, without: []) })
    where lines(below: node, without: found) > budget {
      found.insert(node)
    }
    return found
  }

  private func isWide(_ facts: NodeFacts) -> Bool {
    (facts.any + facts.one).contains { $0.branches.count >= Self.leastBranches }
  }

  /// Lines of everything that the branches of a node reach, unions that are text left out.
  private func lines(below node: SchemaNodeID, without text: Set<SchemaNodeID>) -> Int {
    var found: Set<SchemaNodeID> = [node]
    var waiting = [node]
    var lines = 0
    while let next = waiting.popLast() {
      lines += facts[next].estimatedLines
      guard next == node || !text.contains(next) else { continue }
      let children = next == node ? (facts[next].any + facts[next].one).flatMap(\.branches) : facts[next].children
      for child in children.map(resolved) where found.insert(child).inserted { waiting.append(child) }
    }
    return lines
  }
}

extension NodeFacts {
  /// About how many lines the type of a node, what reads, checks and writes it take: within a third of the truth.
  fileprivate var estimatedLines: Int {
    var lines = 0
    if let object { lines += 80 + 24 * object.properties.count }
    if array != nil { lines += 20 }
    if let texts = stringConstants { lines += 30 + 6 * texts.count }
    for check in any + one { lines += 10 + 12 * check.branches.count }
    return lines + 2 * (patterns.count + formats.count)
  }
}
