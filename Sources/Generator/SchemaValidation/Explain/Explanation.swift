import SchemaRuntime

/// Why an instance fails at one location: the shortest way from the schema's root to the value that must change.
///
/// Where alternatives failed only the one that came closest to matching is followed: what is wrong in the others is
/// noise to somebody who meant this one.
struct Explanation {
  /// A choice between alternatives on the way.
  struct Choice {
    /// Which alternative was followed, counted from 1.
    let alternative: Int
    /// Further alternatives that did not match either.
    let others: Int
  }

  /// From the outside inwards; the last one is what has to be fixed. Never empty.
  let chain: [Violation]
  /// By index in `chain`: the choice that led to the next step.
  let choices: [Choice?]

  var last: Violation { chain[chain.count - 1] }

  /// What has to be fixed, in the order it was found: one explanation for each error in the closest alternatives.
  static func explain(_ violations: [Violation]) -> [Explanation] {
    // Each error by itself: fixing one does not correct another, and a summary would hide the second.
    violations.flatMap { explain([$0], []) }
  }

  /// Causes are at most a few levels deep, so the stack is bounded.
  private static func explain(_ chain: [Violation], _ choices: [Choice?]) -> [Explanation] {
    guard let last = chain.last, let closest = Alternative.closest(in: last) else {
      return [Explanation(chain: chain, choices: choices + [nil])]
    }
    let choice = Choice(alternative: closest.index + 1, others: Alternative.all(in: last).count - 1)
    // All errors of the closest alternative: whoever meant it has to correct all of them.
    return closest.errors.flatMap { explain(chain + [$0], choices + [choice]) }
  }
}

/// One branch of an `anyOf` or `oneOf` that did not match.
/// Taken from the list of causes, in which the interpreter has put the branches side by side: it knows what failed, not
/// what was meant.
struct Alternative {
  /// Counted from 0, as in the schema.
  let index: Int
  var errors: [Violation]

  /// The alternatives that a violation has causes from, in the order of the causes.
  static func all(in violation: Violation) -> [Alternative] {
    var found: [Alternative] = []
    for cause in violation.causes {
      let index = branch(of: cause, below: violation) ?? 0
      // Linear: at most 16 branches are explained, with 10 errors each (`Interpretation.explainedBranches`,
      // `Report.causesPerBranch`).
      if let location = found.firstIndex(where: { $0.index == index }) {
        found[location].errors.append(cause)
      } else {
        found.append(Alternative(index: index, errors: [cause]))
      }
    }
    return found
  }

  /// The one that came closest to matching; the first of equals.
  static func closest(in violation: Violation) -> Alternative? {
    let alternatives = all(in: violation)
    guard var best = alternatives.first else { return nil }
    var rank = best.rank(at: violation.instanceLocation)
    for alternative in alternatives.dropFirst() {
      let other = alternative.rank(at: violation.instanceLocation)
      if other < rank { (best, rank) = (alternative, other) }
    }
    return best
  }

  /// The step behind the keyword in the evaluation path: `/oneOf/3/…` is 3.
  /// Read from the path and not kept in the violation: only this command asks for it.
  private static func branch(of cause: Violation, below violation: Violation) -> Int? {
    let rest = cause.evaluationPath.utf8.dropFirst(violation.evaluationPath.utf8.count)
    guard rest.first == 0x2F else { return nil }
    return Int(String(decoding: rest.dropFirst().prefix { $0 != 0x2F }, as: UTF8.self))
  }

  /// Smaller is closer: what it is meant for first, then the fewest errors, then the deepest.
  /// The kind of value decides most; a constant one level down, which is where unions have their tag, comes next. Fewer
  /// errors say that more of the branch fits, and deeper ones that more of it was gone through before something did
  /// not.
  private func rank(at location: String) -> (Int, Int, Int) {
    let here = Self.steps(location)
    // Steps of the pointer: an escaped slash is `~1` there, so that counting slashes counts steps.
    let depths = errors.map { Self.steps($0.instanceLocation) }
    let shallowest = depths.min() ?? here
    var mismatch = 0
    for (error, depth) in zip(errors, depths) {
      switch error.keyword {
      // Another kind of value was meant.
      case "type", "false": mismatch = max(mismatch, depth == here ? 2 : 0)
      case "const", "enum": mismatch = max(mismatch, depth == here ? 2 : depth == here + 1 ? 1 : 0)
      default: break
      }
    }
    return (mismatch, errors.count, -shallowest)
  }

  private static func steps(_ pointer: String) -> Int { pointer.utf8.count { $0 == 0x2F } }
}
