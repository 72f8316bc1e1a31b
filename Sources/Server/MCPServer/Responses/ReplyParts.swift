import JSONCore
import ToolRuntime

/// The parts of results that are the same every time, made once per session and spliced as bytes.
///
/// What a revision lacks is left out, although its schema would let it pass: decoders of clients may be stricter.
struct ReplyParts: Sendable {
  /// How long a client may keep the list of tools, in milliseconds: five minutes, when it changes only with a new version
  /// of the program, which a client may outlive; otherwise not much longer than a change takes to be noticed.
  private let listingLifetime: Int

  /// `"io.modelcontextprotocol/serverInfo":{…}`
  private let serverInfo: [UInt8]

  init(_ identity: ServerIdentity, listChanges: Bool) {
    listingLifetime = listChanges ? 5000 : 300_000
    var writer = JSONWriter(capacity: 256)
    writer.literal("\"io.modelcontextprotocol/serverInfo\":")
    identity.write(for: .modern, into: &writer)
    serverInfo = writer.bytes
  }

  /// Members that end every stateless result, with the braces and the line feed. `resultType` is always "complete":
  /// no tool here asks its client for input.
  private func endModern(_ writer: inout JSONWriter) {
    writer.literal(",\"resultType\":\"complete\",\"_meta\":{")
    writer.raw(serverInfo)
    writer.literal("}}}\n")
  }

  /// `ttlMs` and `cacheScope` are required on what may be kept. "public", since the list is the same for everybody.
  private func endCacheable(_ writer: inout JSONWriter) {
    writer.literal(",\"ttlMs\":")
    writer.integer(listingLifetime)
    writer.literal(",\"cacheScope\":\"public\"")
    endModern(&writer)
  }

  func endListing(_ revision: ProtocolRevision, into writer: inout JSONWriter) {
    if revision == .modern { endCacheable(&writer) } else { writer.literal("}}\n") }
  }

  /// `listChanged` says that `subscriptions/listen` takes `toolsListChanged`. The list of versions has the stateless
  /// one alone: the others are agreed on by `initialize`.
  func discover(_ id: WireID, _ identity: ServerIdentity, into writer: inout JSONWriter) {
    writer.beginResult(id)
    writer.literal("\"supportedVersions\":[")
    writer.string(ModernVersion.current)
    writer.literal("],\"capabilities\":{\"tools\":{\"listChanged\":true}}")
    identity.writeInstructions(into: &writer)
    endCacheable(&writer)
  }

  /// The response to `subscriptions/listen`, tagged as each of its messages has to be.
  func endSubscription(_ id: WireID, into writer: inout JSONWriter) {
    writer.beginResult(id)
    writer.literal("\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":")
    writer.id(id)
    writer.literal(",")
    writer.raw(serverInfo)
    writer.literal("}}}\n")
  }

  // MARK: tools/call

  /// The result of a call that worked: `content` as text and, where the revision has it, as `structuredContent`. Both
  /// hold the same JSON: there are clients that show their model only one of them. Until 2025-11-25 only an object
  /// may be structured. `content` is valid JSON; it was made by the tool's serializer or has passed its validator.
  func success(
    _ id: WireID, _ revision: ProtocolRevision, _ content: borrowing JSONWriter, into writer: inout JSONWriter
  ) {
    writer.beginResult(id)
    writer.literal("\"content\":[{\"type\":\"text\",\"text\":")
    writer.string(content)
    writer.literal("}]")
    let shape = content.withSpan(ContentShape.init)
    if revision.hasStructuredContent && (shape.isObject || revision.allowsAnyStructuredContent) {
      writer.literal(",\"structuredContent\":")
      if shape.hasLineBreak { writer.raw(Self.onOneLine(content.bytes)) } else { writer.raw(content) }
    }
    writer.literal(",\"isError\":false")
    if revision == .modern { endModern(&writer) } else { writer.literal("}}\n") }
  }

  /// The framing is one message per line. Outside strings a line break is white space, inside them it cannot be: a
  /// space does as well. Only the JSON of programs may have any.
  private static func onOneLine(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
  }

  /// The result of a call that failed: a text for the model, and the same facts for programs under `_meta`, since
  /// `structuredContent` would have to match the tool's `outputSchema`. The key has a prefix, as MCP wants of names
  /// that are not its own.
  func failure(_ id: WireID, _ revision: ProtocolRevision, _ failure: ToolFailure, into writer: inout JSONWriter) {
    writer.beginResult(id)
    writer.literal("\"content\":[{\"type\":\"text\",\"text\":")
    writer.string(failure.textForModel)
    writer.literal("}],\"isError\":true")
    if revision == .modern { writer.literal(",\"resultType\":\"complete\"") }
    writer.literal(",\"_meta\":{")
    if revision == .modern {
      writer.raw(serverInfo)
      writer.literal(",")
    }
    writer.literal("\"securellm/error\":")
    failure.writeDetails(into: &writer)
    writer.literal("}}}\n")
  }
}

/// What must be known of a `structuredContent` before it is spliced into a line.
private struct ContentShape {
  let isObject: Bool
  let hasLineBreak: Bool

  init(_ text: Span<UInt8>) {
    isObject = text.count > 0 && text[0] == 0x7B
    var breaks = false
    for index in text.indices { breaks = breaks || text[index] == 0x0A || text[index] == 0x0D }
    hasLineBreak = breaks
  }
}
