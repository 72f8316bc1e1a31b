import JSONCore
import SchemaRuntime
import System

/// One run of `securellm test`: runs the cases of every suite and prints those that do not do what they should.
package enum SuiteTesting {
  package static func run(_ request: SuiteRequest, _ streams: Streams) -> CommandStatus {
    let printer = SuitePrinter(request, streams)
    do throws(SchemaFailure) {
      let run = try SuiteRun(request) { printer.take($0) }
      let found = InputFiles(extensions: request.extensions).find(request.suites)
      for path in found.files {
        do throws(FileFailure) {
          for failure in run.run(try SuiteFile.read(path)) { printer.take(failure) }
        } catch {
          printer.take(error)
        }
      }
      for failure in found.failures { printer.take(failure) }
      return printer.finish()
    } catch {
      return FailureOutput.write(error, asJSON: request.isJSON, streams)
    }
  }
}

/// Prints results as they come, counts them, and writes the JUnit report at the end.
private final class SuitePrinter {
  private let request: SuiteRequest
  private let streams: Streams
  private var text = JobText()
  private var report = JUnitReport()
  private var passed = 0
  private var failed = 0
  private var broken = 0
  private var status = CommandStatus.ok
  private var writeFailure: Int32 = 0

  init(_ request: SuiteRequest, _ streams: Streams) {
    self.request = request
    self.streams = streams
  }

  func take(_ result: CaseResult) {
    switch result.outcome {
    case .passed: passed += 1
    case .failed:
      failed += 1
      status = max(status, .found)
    case .broken:
      broken += 1
      status = max(status, .usage)
    }
    if request.junit != nil { report.add(result) }
    if request.isJSON { writeJSON(result) } else { write(result) }
    // 64 KiB, the size of a pipe: larger pieces are written no faster.
    if text.output.count > 1 << 16 { flush() }
  }

  func take(_ failure: FileFailure) {
    status = max(status, .usage)
    if request.isJSON {
      JSONOutput.writeUnread(Printable.path(failure.path), failure.reason, to: &text.output)
    } else {
      text.messages.line("\(Printable.path(failure.path)): \(failure.reason)")
    }
  }

  func take(_ failure: SchemaFailure) {
    status = max(status, failure.status)
    if request.isJSON {
      FailureOutput.writeJSON(failure, to: &text.output)
    } else {
      FailureOutput.writeLines(failure, to: &text.messages)
    }
  }

  private func write(_ result: CaseResult) {
    let reason: String
    var found: [Violation] = []
    switch result.outcome {
    case .passed: return
    case .failed(let sentence, let violations): (reason, found) = (sentence, violations)
    case .broken(let sentence): reason = sentence
    }
    let location = request.terminal.styled("\(Printable.path(result.suite)):\(result.location)", .bold)
    let name = "\(Printable.path(result.group)): \(Printable.path(result.name))"
    text.output.line("\(location): \(name): \(request.terminal.styled(reason, .red))")
    for violation in found {
      let pointer = violation.instanceLocation.isEmpty ? "(root)" : violation.instanceLocation
      text.output.line("  \(pointer): \(violation.keyword): \(violation.message)")
    }
  }

  private func writeJSON(_ result: CaseResult) {
    text.output.literal("{\"file\":")
    text.output.string(Printable.path(result.suite))
    text.output.literal(",\"line\":")
    text.output.integer(result.location.line)
    text.output.literal(",\"column\":")
    text.output.integer(result.location.column)
    text.output.literal(",\"group\":")
    text.output.string(result.group)
    text.output.literal(",\"case\":")
    text.output.string(result.name)
    text.output.literal(",\"valid\":")
    text.output.boolean(result.isExpectedValid)
    text.output.literal(",\"passed\":")
    text.output.boolean(result.hasPassed)
    switch result.outcome {
    case .passed: break
    case .broken(let sentence): writeMessage(sentence)
    case .failed(let sentence, let violations):
      writeMessage(sentence)
      text.output.literal(",\"errors\":[")
      for (index, violation) in violations.enumerated() {
        text.output.literal(index > 0 ? ",{\"instanceLocation\":" : "{\"instanceLocation\":")
        text.output.string(violation.instanceLocation)
        text.output.literal(",\"keyword\":")
        text.output.string(violation.keyword)
        text.output.literal(",\"error\":")
        text.output.string(violation.message)
        text.output.byte(0x7D)
      }
      text.output.byte(0x5D)
    }
    text.output.literal("}\n")
  }

  private func writeMessage(_ sentence: String) {
    text.output.literal(",\"message\":")
    text.output.string(sentence)
  }

  private func flush() {
    for code in [text.messages.flush(to: streams.messages), text.output.flush(to: streams.output)] where code != 0 {
      if writeFailure == 0 { writeFailure = code }
      text = JobText()
    }
  }

  func finish() -> CommandStatus {
    if let path = request.junit {
      do throws(FileFailure) { try DocumentFiles.write(report.finish(), to: path) } catch { take(error) }
    }
    let total = passed + failed + broken
    if request.isJSON {
      text.output.literal("{\"summary\":{\"cases\":")
      text.output.integer(total)
      text.output.literal(",\"passed\":")
      text.output.integer(passed)
      text.output.literal(",\"failed\":")
      text.output.integer(failed)
      text.output.literal(",\"broken\":")
      text.output.integer(broken)
      text.output.literal("}}\n")
    } else {
      let rest = broken == 0 ? "" : ", \(broken) not run"
      text.messages.line("\(total) case\(total == 1 ? "" : "s"): \(passed) passed, \(failed) failed\(rest)")
    }
    flush()
    guard writeFailure != 0 else { return status }
    var message = JSONWriter(capacity: 256)
    message.line("cannot write the results: \(SystemError(code: writeFailure).description)")
    _ = message.flush(to: streams.messages)
    return max(status, .usage)
  }
}
