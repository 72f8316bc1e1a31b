import JSONCore

/// The requests that are open, and the place of the earliest record that opened one: where the next start has to look
/// from when this process is killed.
struct OpenRequests {
  /// More than can be open at one time. A caller that never closes what it opens must not fill the memory; the place
  /// then stays where it is.
  private static let most = 1 << 20

  private struct Opened {
    let id: [UInt8]
    let mark: FileMark
  }

  private var open: [[UInt8]: FileMark] = [:]
  /// In the order of their places; those that are closed leave when they come to the front.
  private var order: [Opened] = []
  private var first = 0

  mutating func note(_ role: AuditRole, at mark: FileMark) {
    switch role {
    case .opens(let id):
      guard open.count < Self.most, open[id] == nil else { return }
      open[id] = mark
      order.append(Opened(id: id, mark: mark))
    case .closes(let id): open[id] = nil
    case .other: break
    }
  }

  /// The place of the earliest open one; nil when there is none.
  mutating func earliest() -> FileMark? {
    while first < order.count, open[order[first].id] != order[first].mark { first += 1 }
    if first == order.count {
      order.removeAll(keepingCapacity: true)
      first = 0
      return nil
    }
    if first > 4096, first > order.count / 2 {
      order.removeFirst(first)
      first = 0
    }
    return order[first].mark
  }
}
