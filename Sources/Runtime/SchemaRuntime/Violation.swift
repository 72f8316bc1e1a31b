/// One way in which an instance breaks its schema. Says where and what was expected, never the value.
public struct Violation: Sendable, Equatable {
  /// JSON pointer into the instance: `/params/limit`; empty for the whole of it.
  public let instanceLocation: String
  /// The keyword that failed: `maximum`; `syntax` when the text is not JSON, `false` for the schema `false`.
  public let keyword: String
  /// Where the keyword is: `tools/git/log.json#/inputSchema/properties/limit/maximum`.
  public let schemaLocation: String
  /// The path taken through the schema, references included: `/properties/limit/$ref/maximum`.
  public let evaluationPath: String
  /// A sentence for people: `must be at most 500`.
  public let message: String
  /// Offset of the value in bytes, from the start of the buffer that was read.
  public let offset: Int
  /// What was found in the branches of an `anyOf`, `oneOf` and the like.
  public let causes: [Violation]

  public init(
    instanceLocation: String, keyword: String, schemaLocation: String, evaluationPath: String, message: String,
    offset: Int, causes: [Violation] = []
  ) {
    self.instanceLocation = instanceLocation
    self.keyword = keyword
    self.schemaLocation = schemaLocation
    self.evaluationPath = evaluationPath
    self.message = message
    self.offset = offset
    self.causes = causes
  }
}
