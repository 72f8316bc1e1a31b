import JSONCore

/// The requests that have been accepted and have no response yet: background calls and open subscriptions.
///
/// Each has two names. The client's id may be used again after the response, the ticket never is, so that what ends
/// late cannot be taken for the end of a newer call. Both maps always hold the same entries. Inline calls are never
/// here: their response is written before the next line is read.
struct CallTable {
  /// A call that runs in the background, or a subscription.
  struct Entry {
    /// Detached: an entry that shared its line would keep 128 KiB of input in memory, for as long as the call runs.
    let id: WireID
    /// What `tickets` is indexed by, kept so that removing by ticket does not build it again.
    let key: [UInt8]
    /// Of the request, not of the session: `initialize` may agree on another revision while the call runs.
    let revision: ProtocolRevision
    /// What a subscription listens for; nil for a call.
    let subscription: SubscriptionFilter?
    /// Nil when the client asked for no progress; it is returned as it was written.
    let progressToken: WireID?
    /// What was reported last. MCP wants each value above the one before.
    var lastProgress = -Double.infinity
    /// Nil until the first report, which is therefore never held back.
    var lastProgressAt: ContinuousClock.Instant?
  }

  /// Shortest time between two progress notifications of one call: MCP asks servers to limit their rate.
  static let progressInterval = Duration.milliseconds(100)

  private var entries: [CallTicket: Entry] = [:]
  /// The client's id, as a key, to the ticket.
  private var tickets: [[UInt8]: CallTicket] = [:]
  private var nextNumber = 1

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  /// In the order in which they were opened, so that a session that is closed writes the same bytes every time.
  var subscriptions: [Entry] {
    entries.filter { $0.value.subscription != nil }.sorted { $0.key.number < $1.key.number }.map(\.value)
  }

  /// Builds the key of the id, which allocates: ask `isEmpty` first on the path of every request.
  func contains(_ id: WireID) -> Bool { tickets[id.key] != nil }

  /// The caller has made sure that the id is not in use: a second entry would hide the first from `remove`.
  mutating func add(
    _ id: WireID, _ revision: ProtocolRevision, progressToken: WireID?, subscription: SubscriptionFilter? = nil
  ) -> CallTicket {
    let ticket = CallTicket(number: nextNumber)
    nextNumber += 1
    let entry = Entry(
      id: id.detached(), key: id.key, revision: revision, subscription: subscription,
      progressToken: progressToken?.detached())
    entries[ticket] = entry
    tickets[entry.key] = ticket
    return ticket
  }

  /// Forgets the request of that id; nil when there is none, or it has had its response.
  mutating func remove(_ id: WireID) -> CallTicket? {
    guard let ticket = tickets.removeValue(forKey: id.key) else { return nil }
    entries[ticket] = nil
    return ticket
  }

  /// Forgets that call; nil when its reply has been written or the client has cancelled it.
  mutating func remove(_ ticket: CallTicket) -> Entry? {
    guard let entry = entries.removeValue(forKey: ticket) else { return nil }
    tickets[entry.key] = nil
    return entry
  }

  /// The call to report progress for, if it is still running, asked for it, and has not been reported on too
  /// recently. A value that is left out is not remembered: the next one needs to exceed only what the client has
  /// seen.
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
