/// What has been sent and has no reply yet, in the order in which replies come, each with the time by which one is due.
struct PendingCommands {
  enum Purpose {
    /// Somebody waits for it, by this number.
    case call(UInt64)
    case script(UInt64, RedisScriptCall)
    case greeting(RedisGreeting)
    case probe
    case sentinel(authenticates: Bool)
  }

  struct Command {
    let purpose: Purpose
    /// Monotonic, in nanoseconds.
    let sent: UInt64
    let deadline: UInt64

    var isCall: Bool {
      switch purpose {
      case .call, .script: true
      case .greeting, .probe, .sentinel: false
      }
    }
  }

  private var items: [Command?] = []
  private var head = 0
  /// Scripts that were sent again wait behind younger commands, with the deadline that they had: the first of it.
  private var resentDeadline: UInt64?
  private var resent = 0
  /// Those for which somebody waits.
  private(set) var calls = 0

  var isEmpty: Bool { head == items.count }
  var count: Int { items.count - head }

  /// When the first of them is late.
  var deadline: UInt64? {
    guard head < items.count, let first = items[head]?.deadline else { return nil }
    return min(first, resentDeadline ?? first)
  }

  mutating func append(_ command: Command) {
    if command.isCall { calls += 1 }
    items.append(command)
  }

  /// Sends a script again that the server did not know.
  mutating func appendResent(_ command: Command) {
    resentDeadline = min(resentDeadline ?? command.deadline, command.deadline)
    resent = count + 1
    append(command)
  }

  mutating func popFirst() -> Command? {
    guard head < items.count else { return nil }
    let command = items[head]
    if command?.isCall == true { calls -= 1 }
    items[head] = nil
    head += 1
    if resent > 0 {
      resent -= 1
      if resent == 0 { resentDeadline = nil }
    }
    if head == items.count {
      items.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 64, head * 2 >= items.count {
      items.removeFirst(head)
      head = 0
    }
    return command
  }

  mutating func removeAll() -> [Command] {
    defer { self = PendingCommands() }
    return items[head...].compactMap { $0 }
  }
}
