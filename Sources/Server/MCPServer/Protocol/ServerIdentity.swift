import JSONCore

/// Who this server says it is. The texts are shown to people and to models. `securellm` makes one for the process;
/// tests have their own, so that transcripts do not change with each version.
package struct ServerIdentity: Sendable {
  package let name: String
  package let version: String
  package let title: String?
  package let description: String?
  package let websiteURL: String?
  /// How a model should use the tools as a whole; it should not repeat their descriptions.
  package let instructions: String?

  package init(
    name: String, version: String, title: String? = nil, description: String? = nil, websiteURL: String? = nil,
    instructions: String? = nil
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.description = description
    self.websiteURL = websiteURL
    self.instructions = instructions
  }

  /// Writes an `Implementation` with the members that the revision knows: `title` since 2025-06-18, `description` and
  /// `websiteUrl` since 2025-11-25. The schemas allow unknown members, decoders of clients may not.
  func write(for revision: ProtocolRevision, into writer: inout JSONWriter) {
    writer.literal("{\"name\":")
    writer.string(name)
    writer.literal(",\"version\":")
    writer.string(version)
    if let title, revision.hasStructuredContent {
      writer.literal(",\"title\":")
      writer.string(title)
    }
    if revision == .modern || revision == .legacy(.v2025_11_25) {
      if let description {
        writer.literal(",\"description\":")
        writer.string(description)
      }
      if let websiteURL {
        writer.literal(",\"websiteUrl\":")
        writer.string(websiteURL)
      }
    }
    writer.literal("}")
  }

  /// Begins with the comma: it is never the first member of a result.
  func writeInstructions(into writer: inout JSONWriter) {
    guard let instructions else { return }
    writer.literal(",\"instructions\":")
    writer.string(instructions)
  }
}
