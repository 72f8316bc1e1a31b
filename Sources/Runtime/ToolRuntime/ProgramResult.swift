import JSONCore
import ProcessRunner

/// From the end of a program to the JSON of its tool's result.
extension ToolHost {
  /// How much of an output that is no result is shown.
  static let partialBytes = 4000

  /// The result of a program that ended with a code which is no failure, or was ended because it wrote too much where
  /// the tool file takes what fits.
  static func structure(_ output: ProgramResult, _ definition: ToolDefinition, _ plan: ToolDefinition.Program)
    throws(ToolFailure) -> JSONBytes
  {
    do throws(OutputFailure) {
      return try OutputReader.structure(output, as: plan.output, additions: plan.additions)
    } catch {
      throw ToolFailure(.invalidOutput, "\(definition.name): \(plan.steps.last?.name ?? plan.name) \(error)")
    }
  }

  /// What fitted, for tools that take it; nil for any other failure.
  static func cut(_ failure: ProcessFailure, _ plan: ToolDefinition.Program) -> ProgramResult? {
    guard plan.additions.truncatedAs != nil, !plan.readsResultFile, case .outputTooLarge(_, let partial) = failure
    else {
      return nil
    }
    return ProgramResult(bytes: partial.output, isCut: true)
  }

  /// The folder for the file that the program writes its result to, and its path in the arguments; nil for tools that
  /// read what is printed.
  func resultFolder(_ plan: ToolDefinition.Program) throws(ToolFailure) -> ResultFolder? {
    guard plan.readsResultFile else { return nil }
    do throws(ResultFolder.Failure) {
      return try ResultFolder(in: settings.homeDirectory)
    } catch {
      throw ToolFailure(.storage, "the folder for the file of \(plan.name) \(error)")
    }
  }

  /// What a program has left in its file; nil when it has failed, and its messages say why.
  ///
  /// - Parameter mask: of the secrets that the program was given, and may have written.
  static func result(
    _ folder: ResultFolder, _ output: ProcessOutput, _ plan: ToolDefinition.Program, _ mask: SecretMask
  ) throws(ToolFailure) -> ProgramResult? {
    var code: Int?
    if case .exited(let number) = output.termination, plan.successCodes.contains(Int(number)) { code = Int(number) }
    var bytes: [UInt8]
    do throws(ResultFolder.Failure) {
      bytes = try folder.read(limit: plan.maxOutputBytes)
    } catch {
      if code == nil { return nil }
      throw ToolFailure(.invalidOutput, "\(plan.name) \(error)")
    }
    guard bytes.count > plan.maxOutputBytes else {
      return code.map { ProgramResult(bytes: mask.apply(bytes), exitCode: $0) }
    }
    // A program that was refused a larger file has failed for that; any other failure is its own.
    guard code != nil || plan.sandbox.fileBytes == plan.maxOutputBytes + 1 else { return nil }
    bytes.removeLast()
    bytes = mask.apply(bytes, isCutBehind: true)
    guard plan.additions.truncatedAs != nil else {
      throw ToolFailure(
        .outputTooLarge, "\(plan.name) wrote a file of more than \(plan.maxOutputBytes) bytes. Narrow the request",
        partialOutput: OutputText.clean(bytes.prefix(partialBytes)))
    }
    return ProgramResult(bytes: bytes, isCut: true, exitCode: code)
  }
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
