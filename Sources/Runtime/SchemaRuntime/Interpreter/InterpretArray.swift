import JSONCore

/// An array check behind one reference: nodes hand it on without copying the list of schemas in it.
final class PreparedArray: Sendable {
  /// The schemas of the first elements, by index; an array may be shorter.
  let prefixItems: [SchemaNodeID]
  /// The schema of the elements after the prefix; nil leaves them free.
  let items: SchemaNodeID?
  let count: CountRange
  let uniqueItems: Bool
  /// Up to draft 2019-09: the prefix is called `items` in paths and reports, the rest `additionalItems`.
  let isItemsArray: Bool

  init(_ check: ArrayCheck) {
    prefixItems = check.prefixItems
    items = check.items
    count = check.count
    uniqueItems = check.uniqueItems
    isItemsArray = check.isItemsArray
  }
}

extension Interpretation {
  /// All that a node asserts of an array: its array checks and `contains`, each in a pass of its own, then `const` and
  /// `enum`. One check and nothing else is the usual node, and one pass.
  mutating func interpretArrays(_ node: PreparedNode) -> Bool {
    if let check = node.soleArray {
      // Past the white space, so that the mark is the offset of the array itself, which is what violations name.
      _ = reader.peek()
      return interpret(check, node, from: reader.mark)
    }
    let mark = reader.mark
    // Nothing to ask of elements: skipping them checks their syntax, and `const` may still ask for the whole.
    guard !node.arrays.isEmpty || !node.contains.isEmpty else {
      return reader.skipValue() && interpretAllowedComposites(node, from: mark)
    }
    var valid = true
    for (index, check) in node.arrays.enumerated() {
      if index > 0 { reader.reset(to: mark) }
      if !interpret(check, node, from: mark) {
        if !report.isCollecting { return false }
        valid = false
      }
    }
    // A pass for each. A schema has one `contains` at most; the form of a program allows several.
    for (index, check) in node.contains.enumerated() {
      if index > 0 || !node.arrays.isEmpty { reader.reset(to: mark) }
      if !interpretContains(check, node) {
        if !report.isCollecting { return false }
        valid = false
      }
    }
    return interpretAllowedComposites(node, from: mark) && valid
  }

  /// One pass over the elements, counting them; `uniqueItems` takes a second one. Elements are values of their own:
  /// tracking is off for them and comes back for this array. Returning early leaves it off, see `withResultOnly`.
  private mutating func interpret(_ check: PreparedArray, _ node: PreparedNode, from mark: JSONMark) -> Bool {
    let tracking = isTracking
    isTracking = false
    guard reader.beginArray() else { return false }
    var count = 0
    var valid = true
    if !reader.emptyArray() {
      repeat {
        if !interpretElement(count, check) {
          if !report.isCollecting { return false }
          valid = false
        }
        count += 1
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    isTracking = tracking
    // `items` evaluates every element; `prefixItems` alone those in front (Core, 10.3.1).
    if tracking { evaluated.insert(below: check.items == nil ? check.prefixItems.count : .max) }
    if !check.count.contains(count) {
      // Counted even where an element was refused: both are worth knowing. `refuse` is silent in a run for yes or no.
      let keyword = count < check.count.minimum ? "minItems" : "maxItems"
      valid = refuse(node, keyword, at: mark.offset, Wording.count(check.count, keyword, "element", "elements"))
    }
    // A run for yes or no need not search an array that it refuses anyway.
    if check.uniqueItems, count > 1, valid || report.isCollecting {
      valid = interpretUnique(node, from: mark) && valid
    }
    return valid
  }

  /// The element that comes next, by its index: free ones are skipped, which checks their syntax. Paths and notes are
  /// kept only while collecting.
  private mutating func interpretElement(_ index: Int, _ check: PreparedArray) -> Bool {
    let isPrefix = index < check.prefixItems.count
    guard let schema = isPrefix ? check.prefixItems[index] : check.items else { return reader.skipValue() }
    guard report.isCollecting else { return evaluate(schema) }
    report.instance.append(.index(index))
    if report.isTracing { note(check, index, isPrefix: isPrefix) }
    let valid = evaluate(
      schema,
      by: isPrefix
        ? [.keyword(check.isItemsArray ? "items" : "prefixItems"), .index(index)]
        : [.keyword(check.isItemsArray ? "additionalItems" : "items")])
    report.instance.removeLast()
    return valid
  }

  /// What the keywords were applied to: the last part they have, or all of the rest.
  ///
  /// `prefixItems` notes the largest index it reached and `items` true (Core, 10.3.1.1 and 10.3.1.2).
  private mutating func note(_ check: PreparedArray, _ index: Int, isPrefix: Bool) {
    if isPrefix { return report.trace.note(check.isItemsArray ? "items" : "prefixItems", .index(index)) }
    report.trace.note(check.isItemsArray ? "additionalItems" : "items", .all)
  }
}
