package import JSONCore

/// The members of a loaded tool's input, and what becomes of them: the twin of a generated `Input` with its
/// `arguments(_:)`.
package struct LoadedArguments: Sendable {
  package struct Member: Sendable {
    package let name: JSONString
    /// Filled in where a call does not have the member.
    package let standard: ArgumentValue?

    package init(name: JSONString, standard: ArgumentValue?) {
      self.name = name
      self.standard = standard
    }
  }

  let template: ArgumentTemplate
  let feed: FeedTemplate
  private let members: [Member]
  private let numbers: [JSONString: Int]

  /// - Parameters:
  ///   - members: in the order of the schema; the template counts them so.
  ///   - feed: what goes in beside the arguments.
  package init(members: [Member], template: ArgumentTemplate, feed: FeedTemplate = FeedTemplate()) {
    self.members = members
    self.template = template
    self.feed = feed
    numbers = Dictionary(members.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// The values by number of the member; nil when the text is no such object.
  ///
  /// Precondition: the input schema accepts the text. It is closed, and has looked for members that come twice.
  func read(_ arguments: JSONSlice) -> [ArgumentValue?]? {
    var values: [ArgumentValue?] = members.map(\.standard)
    var reader = JSONReader(arguments)
    guard reader.beginObject() else { return nil }
    if !reader.emptyObject() {
      repeat {
        guard reader.key() else { return nil }
        guard let number = numbers[reader.takeString()], let value = ArgumentValue(from: &reader) else { return nil }
        values[number] = value
      } while reader.comma()
      guard reader.endObject() else { return nil }
    }
    return reader.finish() ? values : nil
  }

  /// The input as one text for the cache, members in the order of the schema, defaults written out.
  func write(_ values: [ArgumentValue?], into writer: inout JSONWriter) {
    let start = writer.count
    for (member, value) in zip(members, values) {
      guard let value else { continue }
      writer.byte(0x2C)
      writer.string(member.name)
      writer.byte(0x3A)
      value.write(to: &writer)
    }
    writer.openObject(at: start)
    writer.byte(0x7D)
  }
}
