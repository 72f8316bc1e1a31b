import Glibc
import Subprocess
import SystemPackage

/// One run: starts the child, reads and writes its streams, watches the clock, and sees to its end.
struct Supervision: Sendable {
  let request: ProcessRequest
  let gracePeriod: Duration
  let stop: StopSwitch
  let onOutput: (@Sendable (Int) -> Void)?

  /// Bytes read from a pipe after the child has ended. Pipes hold 64 KiB, 1 MiB at most for users; more can only
  /// come from a descendant that outlived every signal.
  private static let drainLimit = 1 << 20

  /// Longer waits are cut to 30 days, since sums of durations trap when they overflow.
  private static let longestWait: Duration = .seconds(30 * 24 * 3600)

  /// Runs the child. All errors become ``ProcessFailure``.
  func outcome() async -> Result<ProcessOutput, ProcessFailure> {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let (streams, status) = try await launch(request.configuration)
      if let reason = stop.reason { return .failure(failure(for: reason, streams)) }
      return .success(
        ProcessOutput(streams: streams, termination: .init(status), duration: start.duration(to: clock.now)))
    } catch let error as SubprocessError {
      return .failure(ProcessFailure(error, request))
    } catch {
      return .failure(.spawnFailed(errno: 0))
    }
  }

  private func launch(_ configuration: Configuration) async throws -> (CapturedStreams, TerminationStatus) {
    if let input = request.standardInput {
      let result = try await run(configuration, input: .inputWriter, output: .sequence, error: .sequence) { child in
        await supervise(child) {
          // A child may end, or close its input, without reading all of it.
          _ = try? await child.standardInputWriter.write(input)
          try? await child.standardInputWriter.finish()
        }
      }
      return (result.closureResult, result.terminationStatus)
    }
    let result = try await run(configuration, input: .none, output: .sequence, error: .sequence) { child in
      await supervise(child) {}
    }
    return (result.closureResult, result.terminationStatus)
  }

  private func failure(for reason: StopReason, _ streams: CapturedStreams) -> ProcessFailure {
    switch reason {
    case .timedOut: .timedOut(after: request.timeout, partial: streams)
    case .outputTooLarge: .outputTooLarge(limit: request.maxOutputBytes, partial: streams)
    case .cancelled: .cancelled
    case .streamFailed(let errno): .spawnFailed(errno: errno)
    }
  }
}

// MARK: - While the child runs

extension Supervision {
  private typealias Child<Input: InputProtocol> = Execution<Input, SequenceOutput, SequenceOutput>

  private enum Event: Sendable {
    case leaderEnded
    case output([UInt8])
    case error([UInt8], isTruncated: Bool)
    case done
  }

  /// Returns when the child has ended, what it left running has been killed, and its pipes are read.
  private func supervise<Input: InputProtocol>(
    _ child: Child<Input>, feed: @escaping @Sendable () async -> Void
  ) async -> CapturedStreams {
    await withTaskGroup(of: Event.self) { group in
      group.addTask { await waitForEnd(of: child) }
      group.addTask { await endWhenAsked(child) }
      group.addTask { await watchClock() }
      group.addTask { await readOutput(child.standardOutput) }
      group.addTask { await readError(child.standardError) }
      group.addTask {
        await feed()
        return .done
      }
      var streams = CapturedStreams()
      for await event in group {
        switch event {
        case .leaderEnded:
          stop.leaderHasEnded = true
          Orphans.sweep(after: child.processIdentifier.value)
          group.cancelAll()
        case .output(let bytes): streams.output = bytes
        case .error(let bytes, let isTruncated): (streams.error, streams.errorIsTruncated) = (bytes, isTruncated)
        case .done: break
        }
      }
      return streams
    }
  }

  /// Signal 0 reaches nobody: the sequence waits for the child to end, which the library offers in no other form.
  /// Should everything else fail, it kills the group at last.
  private func waitForEnd<Input: InputProtocol>(of child: Child<Input>) async -> Event {
    let backstop = timeout + grace + .seconds(5)
    await child.teardown(using: [
      .send(signal: Signal(rawValue: 0), toProcessGroup: true, allowedDurationToNextStep: backstop)
    ])
    return .leaderEnded
  }

  private func endWhenAsked<Input: InputProtocol>(_ child: Child<Input>) async -> Event {
    guard await stop.wait() else { return .done }
    // It may have come to its own end a moment before: what it did is done then, whatever was asked for since.
    if ProcessStatus(of: child.processIdentifier.value)?.hasEnded == true, stop.withdraw() { return .done }
    // The child is not reaped before this group of tasks is over, so the number is its own.
    try? child.send(signal: .terminate, toProcessGroup: true)
    guard (try? await Task.sleep(for: grace)) != nil else { return .done }
    try? child.send(signal: .kill, toProcessGroup: true)
    return .done
  }

  private func watchClock() async -> Event {
    guard (try? await Task.sleep(for: timeout)) != nil else { return .done }
    stop.stop(.timedOut)
    return .done
  }

  private var timeout: Duration { min(request.timeout, Self.longestWait) }
  private var grace: Duration { min(gracePeriod, Self.longestWait) }
}

// MARK: - Streams

extension Supervision {
  private func readOutput(_ chunks: SubprocessOutputSequence) async -> Event {
    var kept = HeadBuffer(limit: request.maxOutputBytes)
    var total = 0
    await read(chunks) { chunk in
      guard kept.append(chunk) else { return stop.stop(.outputTooLarge) }
      total += chunk.count
      onOutput?(total)
    }
    return .output(kept.bytes)
  }

  private func readError(_ chunks: SubprocessOutputSequence) async -> Event {
    var kept = TailBuffer(limit: request.maxErrorBytes)
    await read(chunks) { kept.append($0) }
    let (bytes, isTruncated) = kept.finish()
    return .error(bytes, isTruncated: isTruncated)
  }

  /// Reads to the end of file, or to the end of what the pipe holds once the child has ended.
  private func read(
    _ chunks: SubprocessOutputSequence, _ take: (SubprocessOutputSequence.Buffer) -> Void
  ) async {
    var drained = 0
    do {
      for try await chunk in chunks {
        take(chunk)
        if stop.leaderHasEnded { drained += chunk.count }
        if drained > Self.drainLimit { return }
      }
    } catch {
      stop.stop(.streamFailed(errno: (error as? SubprocessError)?.underlyingError?.rawValue ?? 0))
    }
  }
}
