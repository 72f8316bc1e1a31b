/// Finds references that lead back to where they started without descending into the value. JSON Schema 2020-12 Core,
/// 9.4.1, leaves them undefined; here nothing is valid under them, which is known before the first text is read.
enum EndlessNodes {
  /// Not met yet, on the way from the start, done with.
  private enum Color { case white, gray, black }

  /// Nodes that close a loop: at least one in each. A depth-first search, linear in nodes and references.
  static func find(in program: SchemaProgram) -> Set<SchemaNodeID> {
    let next = program.nodes.map { node in node.checks.flatMap(\.sameInstanceNodes) }
    var colors = [Color](repeating: .white, count: next.count)
    var found: Set<SchemaNodeID> = []
    for start in next.indices where colors[start] == .white {
      // A stack of our own: a schema may be nested deeper than the thread's stack allows.
      var stack = [(node: start, edge: 0)]
      colors[start] = .gray
      while let (node, edge) = stack.last {
        guard edge < next[node].count else {
          colors[node] = .black
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].edge += 1
        let target = next[node][edge]
        switch colors[target] {
        // The target is on the way here, so this edge closes a loop.
        case .gray: found.insert(node)
        case .black: break
        case .white:
          colors[target] = .gray
          stack.append((target, 0))
        }
      }
    }
    return found
  }
}
