package import HTTPWire

extension WireFormat {
  /// The format of a client, where the path does not say it: every SDK of Anthropic sends a version, and its key in a
  /// field of its own.
  package static func ofClient(_ head: borrowing RequestHead) -> WireFormat {
    let isAnthropic =
      head.fields.has(.anthropicVersion) || head.fields.has(.xAPIKey) && !head.fields.has(.authorization)
    return isAnthropic ? .anthropic : .openAI
  }
}
