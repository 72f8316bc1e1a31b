import Glibc

/// A child that was started, and our ends of its pipes.
struct LaunchedChild {
  let process: StartedProcess
  let output: OwnedDescriptor
  let error: OwnedDescriptor
  let input: OwnedDescriptor?
  let confinement: Confinement?

  init(_ request: ProcessRequest, demand: SandboxDemand) throws(ProcessFailure) {
    let prepared = try Self.prepare(request)
    let confinement = try request.sandbox.map { sandbox throws(ProcessFailure) in
      try Confinement(sandbox, request, directory: prepared.folder.number, demand: demand)
    }
    do throws(LaunchFailure) {
      let filter = confinement?.filterForBubblewrap
      process = try withExtendedLifetime((prepared, confinement, filter, request.startFolder)) {
        () throws(LaunchFailure) in
        try launch(
          LaunchPlan(request, confinement, filter: filter),
          directory: (request.startFolder?.descriptor ?? prepared.folder).number,
          standard: [prepared.input, prepared.output.theirs, prepared.error.theirs].map { $0.number })
      }
    } catch {
      throw ProcessFailure(error, request)
    }
    self.confinement = confinement
    output = prepared.output.ours
    error = prepared.error.ours
    input = prepared.feed
  }

  private struct Prepared {
    let folder: OwnedDescriptor
    /// What the child reads, and our end of it where we write it.
    let input: OwnedDescriptor
    let feed: OwnedDescriptor?
    let output: ChildPipe
    let error: ChildPipe
  }

  private static func prepare(_ request: ProcessRequest) throws(ProcessFailure) -> Prepared {
    do throws(LaunchFailure) {
      let folder = try OwnedDescriptor.folder(request.workingDirectory)
      let output = try ChildPipe(.fromChild)
      let error = try ChildPipe(.fromChild)
      guard request.standardInput != nil else {
        return Prepared(folder: folder, input: try .null(), feed: nil, output: output, error: error)
      }
      let input = try ChildPipe(.toChild)
      return Prepared(folder: folder, input: input.theirs, feed: input.ours, output: output, error: error)
    } catch {
      throw ProcessFailure(error, request)
    }
  }
}
