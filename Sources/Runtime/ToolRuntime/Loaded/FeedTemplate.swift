/// What goes into the programs of a loaded tool beside the arguments of the first: the twin of a generated `feed(_:)`
/// (`SwiftEmitter/Tools/InputEmitter`).
package struct FeedTemplate: Sendable {
  private let standardInput: ArgumentTemplate?
  private let folder: ArgumentTemplate?
  private let host: ArgumentTemplate?
  private let pipe: [ArgumentTemplate]

  package init(
    standardInput: ArgumentTemplate? = nil, folder: ArgumentTemplate? = nil, host: ArgumentTemplate? = nil,
    pipe: [ArgumentTemplate] = []
  ) {
    self.standardInput = standardInput
    self.folder = folder
    self.host = host
    self.pipe = pipe
  }

  /// - Parameter values: by number of the member.
  func feed(_ values: [ArgumentValue?]) -> ProgramFeed {
    var feed = ProgramFeed()
    if var argv = standardInput?.vector(values) { feed.takeStandardInput(&argv) }
    if var argv = folder?.vector(values) { feed.takeFolder(&argv) }
    if var argv = host?.vector(values) { feed.takeHost(&argv) }
    for template in pipe {
      var argv = template.vector(values)
      feed.takeProgram(&argv)
    }
    return feed
  }
}
