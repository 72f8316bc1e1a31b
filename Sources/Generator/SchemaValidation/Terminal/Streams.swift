/// Where a command writes to.
/// Descriptors and not file objects: tests use files instead, and nothing is buffered twice.
package struct Streams: Sendable {
  /// Results.
  package let output: Int32
  /// Everything else.
  package let messages: Int32

  package init(output: Int32, messages: Int32) {
    self.output = output
    self.messages = messages
  }
}
