public import JSONCore

/// A request with another model, and its stream asked to tell usage: every other byte stays as it came.
public struct RequestSplice: Sendable {
  /// What is forwarded, piece by piece.
  public enum Piece: Sendable, Equatable {
    /// Bytes of the request.
    case kept(Range<Int>)
    /// JSON text in the place of others.
    case new([UInt8])
  }

  /// In the order of the text, at most two.
  private let edits: [(range: Range<Int>, text: [UInt8])]
  private let range: Range<Int>

  /// - `model`: the name the provider has for it; nil leaves what is there.
  /// - `includeUsage`: asks a stream of OpenAI's dialect to tell its usage, unless it does so already.
  public init(
    _ scan: RequestScan, of request: JSONBytes, in range: Range<Int>? = nil, model: JSONString? = nil,
    includeUsage: Bool = false
  ) {
    var edits: [(range: Range<Int>, text: [UInt8])] = []
    if let model, model != scan.model {
      var writer = JSONWriter(capacity: model.utf8Count + 2)
      writer.string(model)
      edits.append((scan.modelRange, writer.bytes))
    }
    if includeUsage, scan.isStream, let edit = Self.askForUsage(scan) { edits.append(edit) }
    self.edits = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
    self.range = range ?? 0..<request.count
  }

  private static func askForUsage(_ scan: RequestScan) -> (range: Range<Int>, text: [UInt8])? {
    switch scan.streamOptions {
    case .absent:
      (scan.streamEnd..<scan.streamEnd, Array(#","stream_options":{"include_usage":true}"#.utf8))
    case .null(let range): (range, Array(#"{"include_usage":true}"#.utf8))
    case .object(let start, let isEmpty, .absent):
      (start..<start, Array((isEmpty ? #""include_usage":true"# : #""include_usage":true,"#).utf8))
    case .object(_, _, .value(false, let range)): (range, Array("true".utf8))
    case .object(_, _, .value(true, _)): nil
    }
  }

  /// Whether the request is forwarded as it came.
  public var isIdentity: Bool { edits.isEmpty }

  /// The length of what is forwarded.
  public var count: Int { edits.reduce(range.count) { $0 + $1.text.count - $1.range.count } }

  /// Whether the provider is asked for usage that the client did not want to hear about.
  public static func addsUsage(_ scan: RequestScan) -> Bool { scan.isStream && !scan.includesUsage }

  public var pieces: [Piece] {
    var pieces: [Piece] = []
    var place = range.lowerBound
    for edit in edits {
      if edit.range.lowerBound > place { pieces.append(.kept(place..<edit.range.lowerBound)) }
      pieces.append(.new(edit.text))
      place = edit.range.upperBound
    }
    if place < range.upperBound { pieces.append(.kept(place..<range.upperBound)) }
    return pieces
  }

  /// Appends what is forwarded.
  public func write(_ request: JSONBytes, to writer: inout JSONWriter) {
    for piece in pieces {
      switch piece {
      case .kept(let range): writer.raw(JSONSlice(unchecked: request, range: range))
      case .new(let text): writer.raw(text)
      }
    }
  }
}
