import JSONCore

/// Provider and model of every entry, each pair once: there are a hundred thousand ids, but a handful of models.
///
/// A pair is dropped with the last entry that has it, so that there are never more than entries.
struct OriginTable {
  struct Origin: Hashable {
    let provider: JSONString
    let model: JSONString?
  }

  private struct Use {
    var origin: Origin
    var entries: Int
  }

  private var uses: [Use] = []
  private var numbers: [Origin: UInt32] = [:]
  /// Numbers of `uses` that are nobody's.
  private var free: [UInt32] = []

  /// How many different pairs there are.
  var count: Int { numbers.count }

  subscript(number: UInt32) -> Origin { uses[Int(number)].origin }

  /// The number of a pair, for one entry more.
  mutating func adopt(provider: JSONString, model: JSONString?) -> UInt32 {
    if let number = numbers[Origin(provider: provider, model: model)] {
      uses[Int(number)].entries += 1
      return number
    }
    // The texts are slices of a whole message, which must not be kept for them.
    let use = Use(origin: Origin(provider: provider.detached(), model: model?.detached()), entries: 1)
    let number = free.popLast() ?? UInt32(uses.count)
    if Int(number) == uses.count { uses.append(use) } else { uses[Int(number)] = use }
    numbers[use.origin] = number
    return number
  }

  /// For one entry less.
  mutating func release(_ number: UInt32) {
    uses[Int(number)].entries -= 1
    guard uses[Int(number)].entries == 0 else { return }
    numbers[uses[Int(number)].origin] = nil
    uses[Int(number)].origin = Origin(provider: "", model: nil)
    free.append(number)
  }
}
