import JSONCore
import SchemaCompiler
import SchemaRuntime
import System

/// One run of `securellm validate`: reads every instance, prints what is wrong with it, counts.
package enum Validation {
  /// Files that may be done before the first one is: bounds what waits to be printed.
  /// Files; without it a slow first file would keep the results of all others in memory.
  private static let window = 256

  /// Runs the request. Results go to `streams.output`, everything else to `streams.messages`.
  package static func run(
    _ request: ValidateRequest, builtins: BuiltinSchemas = .none, _ streams: Streams
  ) async -> CommandStatus {
    do throws(SchemaFailure) {
      let evaluates = try Validators(request, builtins)
      warn(evaluates, streams)
      let found = InputFiles(extensions: request.extensions).find(request.files)
      let output = OrderedOutput(streams, Progress(total: found.files.count, descriptor: streams.messages))
      var counts = await validate(found.files, request, evaluates, output)
      warn(evaluates, streams)
      report(found.failures, request, streams, &counts)
      return finish(counts, request, output.failure, streams)
    } catch {
      return FailureOutput.write(error, asJSON: request.output == .json, streams)
    }
  }

  /// Tasks and not threads of our own: the pool has one for each core, and reading a file never waits for another.
  private static func validate(
    _ files: [String], _ request: ValidateRequest, _ evaluates: Validators, _ output: OrderedOutput
  ) async -> ValidationCounts {
    await withTaskGroup(of: ValidationCounts.self) { group in
      var counts = ValidationCounts()
      var done = 0
      var started = 0
      for (job, file) in files.enumerated() {
        // The group's own tasks are bounded here: it has no limit by itself, and each open file takes a descriptor.
        while started - done >= max(1, request.jobs) || job - output.completed >= window {
          guard let next = await group.next() else { break }
          counts.add(next)
          done += 1
          output.update(done: done)
        }
        group.addTask {
          var run = FileValidation(file, request, evaluates)
          return await run.validate(job, output)
        }
        started += 1
      }
      for await next in group { counts.add(next) }
      return counts
    }
  }

  /// Once for each schema, whatever the output is: a warning is about no instance.
  private static func warn(_ evaluates: Validators, _ streams: Streams) {
    var text = JSONWriter(capacity: 256)
    for warning in evaluates.takeWarnings() { text.line(warning.description) }
    _ = text.flush(to: streams.messages)
  }

  /// Arguments that led to no file.
  /// At the end, behind the results: an argument that led nowhere concerns no file.
  private static func report(
    _ failures: [FileFailure], _ request: ValidateRequest, _ streams: Streams, _ counts: inout ValidationCounts
  ) {
    var text = JobText()
    for failure in failures {
      counts.unread += 1
      if request.output == .json {
        JSONOutput.writeUnread(failure.path, failure.reason, to: &text.output)
      } else {
        text.messages.line("\(Printable.path(failure.path)): \(failure.reason)")
      }
    }
    _ = text.output.flush(to: streams.output)
    _ = text.messages.flush(to: streams.messages)
  }

  private static func finish(
    _ counts: ValidationCounts, _ request: ValidateRequest, _ failure: Int32, _ streams: Streams
  ) -> CommandStatus {
    var text = JobText()
    var failure = failure
    if request.output == .json {
      JSONOutput.writeSummary(counts, to: &text.output)
      let code = text.output.flush(to: streams.output)
      if failure == 0 { failure = code }
    } else {
      text.messages.line(counts.sentence)
    }
    if failure != 0 { text.messages.line("cannot write the results: \(SystemError(code: failure).description)") }
    _ = text.messages.flush(to: streams.messages)
    return failure != 0 ? .usage : counts.status
  }
}
