import JSONCore

/// The requests that have been accepted and not answered yet.
struct CallTable {
  /// A call that runs in the background, or a subscription.
  struct Entry {
    let id: WireID
    let key: [UInt8]
    let dialect: Dialect
    let isSubscription: Bool
    let progressToken: WireID?
    var lastProgress = -Double.infinity
    var lastProgressAt: ContinuousClock.Instant?
  }

  /// Shortest time between two progress notifications of one call.
  static let progressInterval = Duration.milliseconds(100)

  private var entries: [CallTicket: Entry] = [:]
  private var tickets: [[UInt8]: CallTicket] = [:]
  private var nextNumber = 1

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var subscriptions: [Entry] {
    entries.filter { $0.value.isSubscription }.sorted { $0.key.number < $1.key.number }.map(\.value)
  }

  func contains(_ id: WireID) -> Bool { tickets[id.key] != nil }

  mutating func add(_ id: WireID, _ dialect: Dialect, progressToken: WireID?, isSubscription: Bool) -> CallTicket {
    let ticket = CallTicket(number: nextNumber)
    nextNumber += 1
    let entry = Entry(
      id: id.detached(), key: id.key, dialect: dialect, isSubscription: isSubscription,
      progressToken: progressToken?.detached())
    entries[ticket] = entry
    tickets[entry.key] = ticket
    return ticket
  }

  /// Forgets the request of that id; nil when there is none, or it has been answered.
  mutating func remove(_ id: WireID) -> CallTicket? {
    guard let ticket = tickets.removeValue(forKey: id.key) else { return nil }
    entries[ticket] = nil
    return ticket
  }

  mutating func remove(_ ticket: CallTicket) -> Entry? {
    guard let entry = entries.removeValue(forKey: ticket) else { return nil }
    tickets[entry.key] = nil
    return entry
  }

  /// The call to report progress for, if it is still running, asked for it, and has not been reported on too recently.
  mutating func progressing(
    _ ticket: CallTicket, to progress: Double, at now: ContinuousClock.Instant
  ) -> Entry? {
    guard var entry = entries[ticket], entry.progressToken != nil, progress.isFinite, progress > entry.lastProgress
    else { return nil }
    if let last = entry.lastProgressAt, last.duration(to: now) < Self.progressInterval { return nil }
    entry.lastProgress = progress
    entry.lastProgressAt = now
    entries[ticket] = entry
    return entry
  }
}
