package import JSONCore

/// A request with another model, and its stream asked to report usage: every other byte stays as it came, so that
/// numbers, order and unknown members reach the provider as the client wrote them. Two edits at most, found without a
/// tree.
package struct RequestSplice: Sendable {
  /// What is forwarded, piece by piece.
  package enum Piece: Sendable, Equatable {
    /// Bytes of the request.
    case kept(Range<Int>)
    /// JSON text that replaces another.
    case new([UInt8])
  }

  /// `text` instead of `range`, which is empty for an insertion.
  private struct Edit {
    let range: Range<Int>
    let text: [UInt8]
  }

  /// The one that comes first in the text.
  private let first: Edit?
  private let second: Edit?
  private let range: Range<Int>

  private static let options = Array(#","stream_options":{"include_usage":true}"#.utf8)
  private static let object = Array(#"{"include_usage":true}"#.utf8)
  private static let onlyMember = Array(#""include_usage":true"#.utf8)
  private static let firstMember = Array(#""include_usage":true,"#.utf8)
  private static let yes = Array("true".utf8)

  /// - `model`: the name the provider has for it; nil leaves what is there.
  /// - `includeUsage`: asks a stream of OpenAI's API format to report its usage, unless it does so already.
  package init(
    _ scan: borrowing RequestScan, of request: JSONBytes, in range: Range<Int>? = nil, model: JSONString? = nil,
    includeUsage: Bool = false
  ) {
    self.range = range ?? 0..<request.count
    let named = if let model { Self.replaceModel(scan, model) } else { Edit?.none }
    let asked = includeUsage && scan.isStream ? Self.askForUsage(scan) : nil
    // In the order of the text, as the pieces are.
    if let named, let asked, asked.range.lowerBound < named.range.lowerBound {
      (first, second) = (asked, named)
    } else {
      (first, second) = (named ?? asked, named == nil ? nil : asked)
    }
  }

  /// A text of which one part becomes another, whatever it is made of.
  package init(_ count: Int, replacing range: Range<Int>, with text: [UInt8]) {
    first = Edit(range: range, text: text)
    second = nil
    self.range = 0..<count
  }

  /// Nil where the provider has the model under the name that is there.
  private static func replaceModel(_ scan: borrowing RequestScan, _ model: JSONString) -> Edit? {
    if scan.modelRange.isEmpty {
      var writer = JSONWriter(capacity: model.utf8Count + 16)
      writer.literal(#""model":"#)
      writer.string(model)
      writer.literal(",")
      return Edit(range: scan.modelRange, text: writer.bytes)
    }
    guard model != scan.model else { return nil }
    var writer = JSONWriter(capacity: model.utf8Count + 2)
    writer.string(model)
    return Edit(range: scan.modelRange, text: writer.bytes)
  }

  /// Where the option goes: behind `stream`, instead of a null, into the object, or over a `false`.
  private static func askForUsage(_ scan: borrowing RequestScan) -> Edit? {
    switch scan.streamOptions {
    case .absent: Edit(range: scan.streamEnd..<scan.streamEnd, text: options)
    case .null(let range): Edit(range: range, text: object)
    case .object(let start, let isEmpty, .absent):
      Edit(range: start..<start, text: isEmpty ? onlyMember : firstMember)
    case .object(_, _, .value(false, let range)): Edit(range: range, text: yes)
    case .object(_, _, .value(true, _)): nil
    }
  }

  /// Whether the request is forwarded as it came.
  package var isIdentity: Bool { first == nil }

  /// The length of what is forwarded.
  package var count: Int { range.count + Self.growth(first) + Self.growth(second) }

  private static func growth(_ edit: Edit?) -> Int { edit.map { $0.text.count - $0.range.count } ?? 0 }

  /// Whether the provider is asked for usage that the client did not want to hear about.
  package static func addsUsage(_ scan: RequestScan) -> Bool { scan.isStream && !scan.includesUsage }

  /// Calls `take` with each piece, in order.
  package func forEachPiece(_ take: (Piece) -> Void) {
    var position = range.lowerBound
    if let first { Self.take(first, from: &position, take) }
    if let second { Self.take(second, from: &position, take) }
    if position < range.upperBound { take(.kept(position..<range.upperBound)) }
  }

  private static func take(_ edit: Edit, from position: inout Int, _ take: (Piece) -> Void) {
    if edit.range.lowerBound > position { take(.kept(position..<edit.range.lowerBound)) }
    take(.new(edit.text))
    position = edit.range.upperBound
  }

  /// Appends what is forwarded.
  package func write(_ request: JSONBytes, to writer: inout JSONWriter) {
    forEachPiece { piece in
      switch piece {
      case .kept(let range): writer.raw(JSONSlice(unchecked: request, range: range))
      case .new(let text): writer.raw(text)
      }
    }
  }
}
