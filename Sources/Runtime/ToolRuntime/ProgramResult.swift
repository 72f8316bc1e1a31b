import JSONCore
import ProcessRunner

/// Results that a program leaves in a file, and results of which there is what fitted.
extension ProgramPipe {
  /// Whether an output that is too large is cut, and no failure. What is printed beside a file is none.
  var takesWhatFits: Bool { plan.additions.truncatedAs != nil && result == nil }

  /// Whether the program has failed because it was refused a larger file: there is one byte more than the result may
  /// have, where the sandbox lets it write no more than that.
  func isTooLarge(_ step: RunningStep) -> Bool {
    guard let result, !step.arguments.results.isEmpty, step.isLast,
      step.plan.sandbox.fileBytes == plan.maxOutputBytes + 1
    else { return false }
    return (try? result.read(limit: plan.maxOutputBytes))?.count == plan.maxOutputBytes + 1
  }

  /// What is in the file, at most as much as a result may have.
  func left(in folder: ResultFolder) throws(ToolFailure) -> ProgramResult {
    var bytes: [UInt8]
    do throws(ResultFolder.Failure) {
      bytes = try folder.read(limit: plan.maxOutputBytes)
    } catch {
      throw ToolFailure(.invalidOutput, "\(definition.name): \(plan.lastName) \(error)")
    }
    let isCut = bytes.count > plan.maxOutputBytes
    if isCut { bytes.removeLast() }
    bytes = mask.apply(bytes, isCutBehind: isCut)
    guard isCut, plan.additions.truncatedAs == nil else { return ProgramResult(bytes: bytes, isCut: isCut) }
    throw ToolFailure(
      .outputTooLarge, "\(plan.lastName) wrote a file of more than \(plan.maxOutputBytes) bytes. Narrow the request",
      partialOutput: OutputText.clean(bytes.prefix(Self.partialBytes)))
  }
}

extension ToolHost {
  /// The folder for the file that a program writes the result to; nil for tools that read what is printed.
  func resultFolder(_ plan: ToolDefinition.Program) throws(ToolFailure) -> ResultFolder? {
    guard plan.readsResultFile else { return nil }
    do throws(ResultFolder.Failure) {
      return try ResultFolder(in: settings.homeDirectory)
    } catch {
      throw ToolFailure(.storage, "the folder for the file of \(plan.name) \(error)")
    }
  }
}

extension ToolDefinition.Program {
  /// The program whose output is read.
  var lastName: String { pipe.last?.name ?? name }
}

extension ArgumentVector {
  /// The entries with the path of the result's file where the template has it.
  func entries(result path: String?) -> [[UInt8]] {
    guard let path else { return entries }
    var entries = entries
    // From behind, so that offsets in one entry stay right.
    for result in results.reversed() {
      entries[result.entry].insert(contentsOf: path.utf8, at: result.offset)
    }
    return entries
  }
}
