/// What people want to hear of a value that matches none of several alternatives: not that it matches none, but what is
/// wrong by the alternative that they most likely meant.
extension Violation {
  /// The deepest cause of the branch that came closest; itself where there are no branches.
  ///
  /// Where the value is of a kind that no branch takes, the kinds are named together: the first branch alone would say
  /// that one of them is the only one.
  package var nearest: Violation { nearestErrors.first ?? self }

  /// All that is wrong by the branch that came closest: whoever meant it has to correct all of it. Itself where there
  /// are no branches. The interpreter keeps few causes (`Report`), so the work is bounded, whatever the schema is.
  package var nearestErrors: [Violation] {
    let branch = likeliestBranch
    guard let first = branch.first else { return [self] }
    if first.instanceLocation == instanceLocation, let message = Self.types(causes, at: instanceLocation) {
      return [
        Violation(
          instanceLocation: instanceLocation, keyword: first.keyword, schemaLocation: first.schemaLocation,
          evaluationPath: first.evaluationPath, message: message, offset: offset)
      ]
    }
    return branch.flatMap(\.nearestErrors)
  }

  /// Causes come with the closest branch first. One whose constants say that it is for values of another kind
  /// (`"type": "text"`) was not meant, however close it came.
  private var likeliestBranch: [Violation] {
    var branches: [(path: Substring, causes: [Violation])] = []
    for cause in causes {
      let path = branch(of: cause)
      if let index = branches.firstIndex(where: { $0.path == path }) {
        branches[index].causes.append(cause)
      } else {
        branches.append((path, [cause]))
      }
    }
    return (branches.first { !$0.causes.contains(where: isOfAnotherKind) } ?? branches.first)?.causes ?? []
  }

  /// The index behind this violation's own path: `1` of `/anyOf/1/properties/a/type`.
  private func branch(of cause: Violation) -> Substring {
    guard cause.evaluationPath.hasPrefix(evaluationPath + "/") else { return "" }
    return cause.evaluationPath.dropFirst(evaluationPath.count + 1).prefix { $0 != "/" }
  }

  /// A member of the value itself has another of the values that tell kinds apart.
  private func isOfAnotherKind(_ cause: Violation) -> Bool {
    guard ["const", "enum", "not"].contains(cause.keyword), cause.instanceLocation.hasPrefix(instanceLocation + "/")
    else {
      return false
    }
    return !cause.instanceLocation.dropFirst(instanceLocation.count + 1).contains("/")
  }

  /// `must be a string or an array, is a number`; nil unless every branch wants another type of this value, or one that
  /// it names.
  private static func types(_ causes: [Violation], at pointer: String) -> String? {
    let keywords = ["type", "const", "enum"]
    guard causes.count > 1, causes.contains(where: { $0.keyword == "type" }),
      causes.allSatisfy({ keywords.contains($0.keyword) && $0.instanceLocation == pointer })
    else { return nil }
    // Sentences of `Wording`: `must be X, is Y` of types, `must be X` of values.
    let (prefix, infix) = ("must be ", ", is ")
    var wanted: [String] = []
    var found = ""
    for cause in causes {
      guard cause.message.hasPrefix(prefix) else { return nil }
      var allowed = cause.message.dropFirst(prefix.count)
      if cause.keyword == "type" {
        guard let end = cause.message.lastRange(of: infix) else { return nil }
        allowed = cause.message[..<end.lowerBound].dropFirst(prefix.count)
        found = String(cause.message[end.upperBound...])
      }
      if !wanted.contains(String(allowed)) { wanted.append(String(allowed)) }
    }
    return prefix + wanted.joined(separator: " or ") + infix + found
  }
}

extension String {
  /// The last occurrence of a text, without Foundation.
  fileprivate func lastRange(of text: String) -> Range<String.Index>? {
    var start = endIndex
    while true {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      guard start > startIndex else { return nil }
      start = index(before: start)
    }
  }
}
