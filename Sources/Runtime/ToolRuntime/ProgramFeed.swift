/// What goes into the programs of one call beside the arguments of the first, built by the generated `feed(_:)` of a
/// tool from the same statements as arguments: each part is taken from a vector, which is empty again then.
public struct ProgramFeed: Sendable, Equatable {
  /// Nil for a program without input.
  package private(set) var standardInput: [UInt8]?
  /// The folder to start in, beneath the project; nil for its root.
  package private(set) var folder: ArgumentVector.Path?
  /// The host, or the URL with it, that the programs ask.
  package private(set) var host: ArgumentVector.Path?
  /// The arguments of the programs that the output goes to.
  package private(set) var following: [ArgumentVector] = []
  /// Values in standard input that are secret.
  package private(set) var secrets: [[UInt8]] = []

  public init() {}

  /// Empty when a value that belongs to it is absent.
  public mutating func takeStandardInput(_ argv: inout ArgumentVector) {
    standardInput = argv.entries.first ?? []
    secrets += argv.secrets
    argv = ArgumentVector()
  }

  public mutating func takeFolder(_ argv: inout ArgumentVector) {
    folder = argv.paths.first
    argv = ArgumentVector()
  }

  public mutating func takeHost(_ argv: inout ArgumentVector) {
    host = argv.paths.first
    argv = ArgumentVector()
  }

  public mutating func takeProgram(_ argv: inout ArgumentVector) {
    following.append(argv)
    argv = ArgumentVector()
  }
}
