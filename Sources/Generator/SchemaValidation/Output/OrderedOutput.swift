import JSONCore
import Synchronization

/// What a job has to print: results and messages.
struct JobText: ~Copyable {
  var output = JSONWriter()
  var messages = JSONWriter()
}

/// Prints what jobs that run side by side have to say in the order of the jobs.
///
/// The first job that is not done prints at once. Others keep their text until it is their turn, and one that has much
/// of it waits: so memory is bounded however uneven the jobs are. Precondition: jobs are started in order, so that the
/// first one always makes progress.
final class OrderedOutput: Sendable {
  /// Bytes that a job may keep before it has to wait.
  /// 1 MiB for each of at most 256 jobs that wait (`Validation.window`): a quarter of a gigabyte in the worst case.
  private static let threshold = 1 << 20

  private struct State {
    /// The first job that is not done.
    var first = 0
    /// Text of jobs that were done before their turn.
    var done: [Int: (output: [UInt8], messages: [UInt8])] = [:]
    /// Jobs that wait for their turn.
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var progress: Progress
    /// The `errno` of the first failed write.
    var failure: Int32 = 0
  }

  private let streams: Streams
  private let state: Mutex<State>

  init(_ streams: Streams, _ progress: Progress) {
    self.streams = streams
    state = Mutex(State(progress: progress))
  }

  /// Jobs that are done, in one piece from the first.
  var completed: Int { state.withLock { $0.first } }

  /// The `errno` of the first write that failed; 0 when all went well.
  var failure: Int32 { state.withLock { $0.failure } }

  /// In the middle of a job: prints when it is its turn, waits for it when there is much to print.
  /// Called often; the lock is taken only when there is something worth writing.
  func offer(_ job: Int, _ text: inout JobText) async {
    // Below 16 KiB a text waits for the end of its job, so that the lock is taken once for most files.
    guard text.output.count + text.messages.count > 1 << 14 else { return }
    if printIfFirst(job, &text) || text.output.count + text.messages.count < Self.threshold { return }
    await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        if state.first == job { return true }
        state.waiting[job] = continuation
        return false
      }
      if isFirst { continuation.resume() }
    }
    _ = printIfFirst(job, &text)
  }

  /// At the end of a job.
  /// Consumed, so that no text can be offered after its job is done.
  func finish(_ job: Int, _ text: consuming JobText) {
    let isFirst = printIfFirst(job, &text)
    let rest = isFirst ? nil : (output: text.output.bytes, messages: text.messages.bytes)
    let next = state.withLock { state in
      if let rest { state.done[job] = rest }
      // The turn may have come in between.
      // Several jobs may have been done in the meantime: their texts follow at once.
      while state.first == job || state.done[state.first] != nil {
        if let text = state.done.removeValue(forKey: state.first) { write(text.output, text.messages, &state) }
        state.first += 1
      }
      return state.waiting.removeValue(forKey: state.first)
    }
    next?.resume()
  }

  /// Shows how far the work is.
  func update(done: Int) { state.withLock { $0.progress.update(done: done, unit: "files") } }

  private func printIfFirst(_ job: Int, _ text: inout JobText) -> Bool {
    state.withLock { state in
      guard state.first == job else { return false }
      if text.output.count + text.messages.count > 0 { state.progress.clear() }
      // Messages first: what goes wrong with a file is above its results on a terminal.
      flush(&text.messages, to: streams.messages, &state)
      flush(&text.output, to: streams.output, &state)
      return true
    }
  }

  private func write(_ output: [UInt8], _ messages: [UInt8], _ state: inout State) {
    if output.count + messages.count > 0 { state.progress.clear() }
    var writer = JSONWriter(capacity: max(output.count, messages.count))
    writer.raw(messages)
    flush(&writer, to: streams.messages, &state)
    writer.raw(output)
    flush(&writer, to: streams.output, &state)
  }

  private func flush(_ writer: inout JSONWriter, to descriptor: Int32, _ state: inout State) {
    let code = writer.flush(to: descriptor)
    guard code != 0 else { return }
    // What cannot be written is not kept either.
    writer.reset()
    if state.failure == 0 { state.failure = code }
  }
}
