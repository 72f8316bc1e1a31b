public import JSONCore

/// The generated catalogue of a package as a value, with the Swift code that its tools need: `Catalogue.served(by:)`.
///
/// Closures, where the server of this package calls the generated functions: a server of another package knows neither
/// the catalogue nor the handlers.
public struct ToolCatalogue: Sendable {
  public typealias Find = @Sendable (JSONString) -> Int?
  public typealias InlineCall =
    @Sendable (_ tool: Int, _ arguments: JSONSlice?, ToolHost, inout JSONWriter) throws(ToolFailure) -> Void
  public typealias Call =
    @Sendable (_ tool: Int, _ arguments: JSONSlice?, ToolHost, @escaping @Sendable (ToolProgress) -> Void)
    async throws(ToolFailure) -> JSONBytes

  package let definitions: [ToolDefinition]
  package let find: Find
  package let callInline: InlineCall
  package let call: Call

  /// For generated code.
  public init(
    definitions: [ToolDefinition], find: @escaping Find, callInline: @escaping InlineCall, call: @escaping Call
  ) {
    self.definitions = definitions
    self.find = find
    self.callInline = callInline
    self.call = call
  }
}
