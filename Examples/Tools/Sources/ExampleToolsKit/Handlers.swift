import SecureLLMServer

/// What Swift code provides: one method for each tool file with "handler".
public struct Handlers: ToolHandlers {
  public init() {}

  public func longestLine(
    _ input: LongestLine.Input, _ context: ToolContext
  ) async throws(ToolFailure) -> LongestLine.Output {
    let text = try context.project.read(input.path, limit: 1 << 20)
    let lines = text.split(separator: UInt8(ascii: "\n"))
    guard let longest = lines.max(by: { $0.count < $1.count }) else { throw ToolFailure("the file is empty") }
    let beginning = String(decoding: longest.prefix(200), as: UTF8.self)
    return LongestLine.Output(line: JSONString(beginning), bytes: longest.count)
  }
}
