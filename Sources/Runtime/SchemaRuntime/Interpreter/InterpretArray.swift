import JSONCore

/// An array check behind one reference.
final class PreparedArray: Sendable {
  let prefixItems: [SchemaNodeID]
  let items: SchemaNodeID?
  let count: CountRange
  let uniqueItems: Bool
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
  /// All that a node asserts of an array.
  mutating func interpretArrays(_ node: PreparedNode) -> Bool {
    if let check = node.soleArray {
      _ = reader.peek()
      return interpret(check, node, from: reader.mark)
    }
    let mark = reader.mark
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
    for (index, check) in node.contains.enumerated() {
      if index > 0 || !node.arrays.isEmpty { reader.reset(to: mark) }
      if !interpretContains(check, node) {
        if !report.isCollecting { return false }
        valid = false
      }
    }
    return interpretAllowedComposites(node, from: mark) && valid
  }

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
    if tracking { evaluated.insert(below: check.items == nil ? check.prefixItems.count : .max) }
    if !check.count.contains(count) {
      let keyword = count < check.count.minimum ? "minItems" : "maxItems"
      valid = refuse(node, keyword, at: mark.offset, Wording.count(check.count, keyword, "element", "elements"))
    }
    if check.uniqueItems, count > 1, valid || report.isCollecting {
      valid = interpretUnique(node, from: mark) && valid
    }
    return valid
  }

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
  private mutating func note(_ check: PreparedArray, _ index: Int, isPrefix: Bool) {
    if isPrefix { return report.trace.note(check.isItemsArray ? "items" : "prefixItems", .index(index)) }
    report.trace.note(check.isItemsArray ? "additionalItems" : "items", .all)
  }
}
