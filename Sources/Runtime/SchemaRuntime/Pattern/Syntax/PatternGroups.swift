/// The capturing groups of a pattern, found before it is parsed: a reference may come before its group.
struct PatternGroups {
  private(set) var count = 0
  /// The number of each named group.
  private(set) var numbers: [[Unicode.Scalar]: Int] = [:]

  /// Passes over escapes and classes, where a parenthesis opens nothing; what else is wrong with the pattern is left to
  /// the parser. Linear.
  init(_ scalars: [Unicode.Scalar]) {
    var index = 0
    var isClass = false
    while index < scalars.count {
      switch scalars[index] {
      case "\\": index += 1
      case "[": isClass = true
      case "]": isClass = false
      case "(" where !isClass: note(scalars, at: index + 1)
      default: break
      }
      index += 1
    }
  }

  /// Counts the group whose `(` is in front of `index`: a capturing one has no `?`, or `?<` and a name. The first group
  /// of a name keeps it, so that the parser finds the second.
  private mutating func note(_ scalars: [Unicode.Scalar], at index: Int) {
    guard index < scalars.count, scalars[index] == "?" else {
      count += 1
      return
    }
    guard index + 2 < scalars.count, scalars[index + 1] == "<", scalars[index + 2] != "=", scalars[index + 2] != "!"
    else { return }
    count += 1
    let name = scalars[(index + 2)...].prefix { $0 != ">" }
    if numbers[Array(name)] == nil { numbers[Array(name)] = count }
  }
}
