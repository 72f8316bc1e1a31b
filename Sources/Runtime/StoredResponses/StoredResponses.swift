import Dispatch
import Synchronization
import System

/// Which provider has a stored response, and whose it is: found by the response's id, for as long as providers keep
/// responses, in this process and the next.
///
/// Ids are looked up and added on event loops: a lock is held for a few instructions, and no call waits for a disk but
/// `init` and `close`. A thread of its own writes what has changed within 50 ms to a file, so that a process that is
/// killed loses no more than that. A disk that is full or fails costs the file its newest lines until it is back, and
/// costs requests nothing.
package final class StoredResponses: Sendable {
  /// Seconds for which OpenAI keeps a response: 30 days.
  package static let thirtyDays = 30 * 86_400

  private let table: Mutex<OwnerTable>
  /// Locked by the worker, and by `close`; nil without a file, and when it is closed.
  private let journal: Mutex<Journal?>
  private let worker = DispatchQueue(label: "stored-responses")
  private let maximumAge: Int
  private let failures = Atomic<Int>(0)
  private let report: @Sendable (StoredResponsesNotice) -> Void

  /// How long changes wait for others that are written with them.
  private static let writeDelay = DispatchTimeInterval.milliseconds(50)
  /// How long a disk that failed is left alone.
  private static let retryDelay = DispatchTimeInterval.seconds(1)

  /// Opens the file and reads it: about a tenth of a second for 100,000 ids. A damaged file loses the lines that are
  /// damaged, which is reported, and is written anew.
  ///
  /// - Parameters:
  ///   - file: Made with mode 0600 when it is missing, as are missing folders with 0700. Beside it `.lock`, which one
  ///     process at a time has, and `.new` while it is written anew.
  ///   - capacity: The most ids at one time; the oldest is dropped for one more.
  ///   - maximumAge: Seconds for which an id is known.
  ///   - now: Seconds since 1970.
  ///   - report: For the log; called by `init`, and then by the thread that writes.
  /// - Throws: When the file is another process's, is open to other users, or cannot be opened.
  package convenience init(
    file: String, capacity: Int = 100_000, maximumAge: Int = thirtyDays, now: Int = WallClock.seconds,
    report: @escaping @Sendable (StoredResponsesNotice) -> Void = { _ in }
  ) throws(StoredResponsesFailure) {
    var table = OwnerTable(capacity: capacity, isKept: true)
    let (journal, notice) = try Journal.open(file, into: &table, expiry: now - maximumAge)
    let mustSchedule = table.schedule()
    self.init(table: table, journal: journal, maximumAge: maximumAge, report: report)
    if let notice { report(notice) }
    if mustSchedule { worker.async { self.save() } }
  }

  /// Without a file: nothing is known after a restart.
  package static func inMemory(capacity: Int = 100_000, maximumAge: Int = thirtyDays) -> StoredResponses {
    StoredResponses(
      table: OwnerTable(capacity: capacity, isKept: false), journal: nil, maximumAge: maximumAge, report: { _ in })
  }

  private init(
    table: consuming OwnerTable, journal: consuming Journal?, maximumAge: Int,
    report: @escaping @Sendable (StoredResponsesNotice) -> Void
  ) {
    self.table = Mutex(table)
    self.journal = Mutex(journal)
    self.maximumAge = maximumAge
    self.report = report
  }
}

// MARK: on event loops

extension StoredResponses {
  /// Notes whose a response is that was just made.
  ///
  /// - Returns: False when nothing was noted: a name is longer than `ResponseOwner.longestName`, or the id is known
  ///   as the response of another key. Ids are the providers' to choose; none takes over what a client has already.
  @discardableResult
  package func remember(_ id: ResponseID, _ owner: ResponseOwner) -> Bool {
    guard owner.isWithinLimits else { return false }
    let oldest = owner.created - maximumAge
    let (isNoted, mustSchedule) = table.withLock { table in
      table.dropExpired(madeBefore: oldest)
      if let known = table.index(of: id), table.key(at: known) != owner.key, table.created(at: known) >= oldest {
        return (false, false)
      }
      table.insert(id, owner)
      return (true, table.schedule())
    }
    if mustSchedule { worker.asyncAfter(deadline: .now() + Self.writeDelay) { self.save() } }
    return isNoted
  }

  /// Who has a response, as the client that asks for it sees it.
  package enum Holder: Equatable, Sendable {
    /// It was made for this client.
    case own(ResponseOwner)
    /// It was made for another client: this one must not learn that it is there.
    case other
    case unknown
  }

  /// Whose a response is, for the client that asks for it.
  ///
  /// - Parameters:
  ///   - key: That of the client; nil where no keys are asked for.
  ///   - now: Seconds since 1970.
  package func holder(of id: ResponseID, for key: UInt64?, now: Int) -> Holder {
    table.withLock { table in
      guard let index = table.index(of: id) else { return .unknown }
      guard table.created(at: index) >= now - maximumAge else {
        // Nobody else takes an entry out, not even one that is old.
        if table.key(at: index) == key { table.remove(index) }
        return .unknown
      }
      return table.key(at: index) == key ? .own(table.owner(at: index)) : .other
    }
  }

  /// Its owner's entry; nil when the id is not known, and when it is another key's.
  package func owner(of id: ResponseID, for key: UInt64?, now: Int) -> ResponseOwner? {
    if case .own(let owner) = holder(of: id, for: key, now: now) { owner } else { nil }
  }

  /// Forgets an id, after its response was deleted at the provider; in the file as well. One that is not known is
  /// none to forget.
  package func forget(_ id: ResponseID) {
    let mustSchedule = table.withLock { table in
      guard let index = table.index(of: id) else { return false }
      table.forget(index)
      return table.schedule()
    }
    if mustSchedule { worker.asyncAfter(deadline: .now() + Self.writeDelay) { self.save() } }
  }

  /// How many ids are known, expired ones among them that nobody has asked for.
  package var count: Int { table.withLock { $0.count } }

  /// How often writing the file has failed.
  package var failedWrites: Int { failures.load(ordering: .relaxed) }
}

// MARK: on the thread that writes

extension StoredResponses {
  /// Writes what has changed, and comes again when there is more, or when it failed.
  private func save() {
    let isSaved = writeChanges()
    guard table.withLock({ $0.endSave(isSaved) }) else { return }
    worker.asyncAfter(deadline: .now() + (isSaved ? Self.writeDelay : Self.retryDelay)) { self.save() }
  }

  /// Whether the file has everything that was there when this was called.
  private func writeChanges(isLast: Bool = false) -> Bool {
    let (failure, notice) = journal.withLock { journal -> (SystemError?, StoredResponsesNotice?) in
      var failure: SystemError?
      do throws(SystemError) { try journal?.save(table) } catch { failure = error }
      let notice = journal?.notice(of: failure)
      if isLast { journal = nil }
      return (failure, notice)
    }
    if failure != nil { failures.add(1, ordering: .relaxed) }
    if let notice { report(notice) }
    return failure == nil
  }

  /// Writes what has changed, waiting for the disk, and releases the file. What is remembered afterwards is known in
  /// memory only.
  ///
  /// - Returns: False when not all could be written.
  @discardableResult
  package func close() -> Bool {
    let isSaved = writeChanges(isLast: true)
    table.withLock { $0.changes.isKept = false }
    return isSaved
  }
}
