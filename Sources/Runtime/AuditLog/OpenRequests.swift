import JSONCore

/// The requests that are open, and the position of the earliest record that opened one: where the next start has to
/// look from when this process is killed.
struct OpenRequests {
  /// More than can be open at one time. A caller that never closes what it opens must not fill the memory; the position
  /// then stays where it is.
  private static let most = 1 << 20

  /// The number of each, counted over all that ever were in `marks`.
  private var open: [JSONString: Int] = [:]
  /// In the order of their positions, nil for those that are closed: they leave when they come to the front.
  private var marks: [FileMark?] = []
  private var first = 0
  /// The number of the first of `marks`.
  private var base = 0

  mutating func note(_ role: AuditRole, at mark: FileMark) {
    switch role {
    case .opens(let id):
      guard open.count < Self.most else { return }
      let id = id.detached()
      if let earlier = open.updateValue(base + marks.count, forKey: id) {
        open[id] = earlier
      } else {
        marks.append(mark)
      }
    case .closes(let id):
      if let number = open.removeValue(forKey: id) { marks[number - base] = nil }
    case .other: break
    }
  }

  /// The position of the earliest open one; nil when there is none.
  mutating func earliest() -> FileMark? {
    while first < marks.count, marks[first] == nil { first += 1 }
    if first == marks.count {
      marks.removeAll(keepingCapacity: true)
    } else if first > 4096, first > marks.count / 2 {
      marks.removeFirst(first)
    } else {
      return marks[first]
    }
    base += first
    first = 0
    return marks.first ?? nil
  }
}
