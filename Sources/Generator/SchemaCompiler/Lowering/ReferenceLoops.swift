import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// White, grey and black of a depth-first search.
  private enum Visit {
    case new, open, done
  }

  /// Finds schemas that come back to themselves at the same value: checking one would never end. True when there are
  /// any. Recursion through a property or an element is fine and not followed, since every value has finite depth.
  /// Linear in nodes and references.
  mutating func reportLoops() -> Bool {
    var state = [Visit](repeating: .new, count: nodes.count)
    var found = false
    for start in nodes.indices where state[start] == .new {
      // An explicit stack: chains of references may be as long as a file has values.
      var path = [(id: start, targets: nodes[start].checks.flatMap(\.sameInstanceNodes)[...])]
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
          path.append((target, nodes[target].checks.flatMap(\.sameInstanceNodes)[...]))
        // The target is on the path: everything from it on is the loop. The search goes on, so that other loops are
        // reported too.
        case .open:
          found = true
          reportLoop(path.map(\.id).drop { $0 != target } + [target])
        }
      }
    }
    return found
  }

  /// Reported at the reference that closes the loop, with the whole way around, since it may pass through several
  /// files.
  private mutating func reportLoop(_ loop: [SchemaNodeID]) {
    guard let last = loop.dropLast().last else { return }
    let location = locations[last]
    diagnostics.append(
      location.document.diagnostic(
        at: location.node["$ref"] ?? location.node,
        "the schema comes back to itself without going into the value: checking it would never end",
        details: ["through " + loop.map { nodes[$0].location }.joined(separator: " -> ")],
        hint: "let the recursion pass through a property or an array element",
        severity: rules.refusesLoops ? .error : .warning))
  }
}
