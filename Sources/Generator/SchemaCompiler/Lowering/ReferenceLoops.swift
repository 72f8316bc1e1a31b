import JSONCore
import SchemaRuntime

extension SchemaLowering {
  private enum Visit {
    case new, open, done
  }

  /// Finds schemas that come back to themselves at the same value. True when there are any.
  mutating func reportLoops() -> Bool {
    var state = [Visit](repeating: .new, count: nodes.count)
    var found = false
    for start in nodes.indices where state[start] == .new {
      // An explicit stack: chains of references may be long.
      var path = [(id: start, targets: nodes[start].checks.flatMap(\.nodesInPlace)[...])]
      state[start] = .open
      while let (id, targets) = path.last {
        guard let target = targets.first else {
          state[id] = .done
          path.removeLast()
          continue
        }
        path[path.count - 1].targets.removeFirst()
        switch state[target] {
        case .done: continue
        case .new:
          state[target] = .open
          path.append((target, nodes[target].checks.flatMap(\.nodesInPlace)[...]))
        case .open:
          found = true
          reportLoop(path.map(\.id).drop { $0 != target } + [target])
        }
      }
    }
    return found
  }

  private mutating func reportLoop(_ loop: [SchemaNodeID]) {
    guard let last = loop.dropLast().last else { return }
    let place = places[last]
    diagnostics.append(
      place.document.diagnostic(
        at: place.node["$ref"] ?? place.node,
        "the schema comes back to itself without going into the value: checking it would never end",
        details: ["through " + loop.map { nodes[$0].location }.joined(separator: " -> ")],
        mend: "let the recursion pass through a property or an array element"))
  }
}
