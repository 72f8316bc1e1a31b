package import JSONCore

/// What the proxy has to know of a request, and where in its bytes it is, so that it can be changed there and the rest
/// be forwarded as it came.
///
/// Reads the first level only and passes over everything else: whether the request is valid is for its schema to say.
/// What its schema accepts is always read.
package struct RequestScan: Sendable {
  package private(set) var model = RequestScan.noModel
  /// Of the model's text, quotes included. Empty where the request names none and a default was taken: the position
  /// behind the brace, where the member goes.
  package private(set) var modelRange = 0..<0
  package private(set) var isStream = false
  /// Behind the value of `stream`; 0 when there is none.
  private(set) var streamEnd = 0
  /// OpenAI's `stream_options`.
  private(set) var streamOptions = StreamOptions.absent
  /// How long the response may be, the largest of the three members that may say it.
  package private(set) var maxTokens: Int?
  /// The elements of `messages`, or of `input`; nil where the request has neither.
  package private(set) var messages: Int?
  /// How many choices are asked for.
  package private(set) var choices = 1
  /// The stored response that a request of the Responses format goes on from; nil where there is no such text.
  package private(set) var previousResponseID: JSONString?
  /// Whether the response may be made after the request; nil where the request does not say.
  package private(set) var background: Bool?
  /// Whether the provider is to keep the response; nil where the request does not say.
  package private(set) var store: Bool?

  private static let noModel = JSONString("")

  /// With the ranges that `RequestSplice` changes. `null` is any value that is no object.
  enum StreamOptions: Sendable, Equatable {
    case absent
    case null(Range<Int>)
    case object(start: Int, isEmpty: Bool, usage: IncludeUsage)
  }

  enum IncludeUsage: Sendable, Equatable {
    case absent
    case value(Bool, Range<Int>)
  }

  /// Whether a stream will report its usage by itself.
  package var includesUsage: Bool {
    guard case .object(_, _, .value(let value, _)) = streamOptions else { return false }
    return value
  }

  /// Of no request.
  package init() {}

  /// Of a request that is no JSON.
  package init(model: JSONString, isStream: Bool) {
    self.model = model
    self.isStream = isStream
  }

  /// Nil when the request is no object, has no model, or one of these members twice (two readers would take two
  /// models): ask the schema's violations why.
  ///
  /// - Parameter defaultModel: of a request without one. Such a request must have some member.
  package init?(_ request: JSONBytes, in range: Range<Int>? = nil, defaultModel: JSONString? = nil) {
    var reader = JSONReader(request, range: range, maxDepth: JSONReader.messageDepth)
    var seen = Members()
    let isRead = reader.walkMembers { reader in
      guard let member = Members.named(by: reader) else { return nil }
      guard seen.insert(member).inserted else { return reader.duplicate() }
      return take(member, &reader)
    }
    // Nothing may follow the object: what is forwarded is all of it.
    guard isRead, reader.finish() else { return nil }
    if !seen.contains(.model) {
      guard let defaultModel, let start = Self.firstMember(request, range) else { return nil }
      model = defaultModel
      modelRange = start..<start
    }
  }

  /// Behind the brace of an object that has a member.
  private static func firstMember(_ request: JSONBytes, _ range: Range<Int>?) -> Int? {
    var reader = JSONReader(request, range: range, maxDepth: JSONReader.messageDepth)
    let start = reader.valueOffset()
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    return start + 1
  }

  /// Takes the value of a member that matters; false when the text is broken or the model is no string.
  private mutating func take(_ member: Members, _ reader: inout JSONReader) -> Bool {
    switch member {
    case .model:
      let start = reader.valueOffset()
      guard reader.string() else { return false }
      model = reader.takeString()
      modelRange = start..<reader.offset
      return true
    case .stream:
      isStream = reader.peek() == UInt8(ascii: "t")
      guard reader.passValue() else { return false }
      streamEnd = reader.offset
      return true
    case .streamOptions: return takeStreamOptions(&reader)
    // Several may be there; the largest one is what a limit must reserve.
    case .maxTokens, .maxCompletionTokens, .maxOutputTokens:
      var count: Int?
      guard reader.takeCount(into: &count) else { return false }
      if let count { maxTokens = max(maxTokens ?? 0, count) }
      return true
    case .choices:
      var count: Int?
      guard reader.takeCount(into: &count) else { return false }
      choices = max(1, count ?? 1)
      return true
    case .previousResponseID:
      guard reader.peek() == UInt8(ascii: "\"") else { return reader.passValue() }
      guard reader.string() else { return false }
      previousResponseID = reader.takeString()
      return true
    case .messages, .input: return takeMessages(&reader)
    case .background: return Self.takeFlag(into: &background, &reader)
    case .store: return Self.takeFlag(into: &store, &reader)
    default: return reader.passValue()
    }
  }

  /// `flag` stays when the value is neither true nor false: other API formats may have another use for the name.
  private static func takeFlag(into flag: inout Bool?, _ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case UInt8(ascii: "t"): flag = true
    case UInt8(ascii: "f"): flag = false
    default: break
    }
    return reader.passValue()
  }

  /// A text is one, and so is a list of tokens. Their number is all that is looked at.
  private mutating func takeMessages(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == UInt8(ascii: "[") else {
      if reader.peek() == UInt8(ascii: "\"") { messages = 1 }
      return reader.passValue()
    }
    var count = 0
    var isTokens = false
    let isRead = reader.walkElements { reader in
      isTokens = reader.peek() &- 0x30 < 10
      count += 1
      return reader.passValue()
    }
    messages = isTokens ? 1 : count
    return isRead
  }

  /// One level further, for `include_usage` alone.
  private mutating func takeStreamOptions(_ reader: inout JSONReader) -> Bool {
    let start = reader.valueOffset()
    guard reader.peek() == UInt8(ascii: "{") else {
      guard reader.passValue() else { return false }
      streamOptions = .null(start..<reader.offset)
      return true
    }
    var isEmpty = true
    var usage = IncludeUsage.absent
    let isRead = reader.walkMembers { reader in
      isEmpty = false
      guard reader.tokenEquals("include_usage") else { return nil }
      guard usage == .absent else { return reader.duplicate() }
      let start = reader.valueOffset()
      let value = reader.peek() == UInt8(ascii: "t")
      guard reader.passValue() else { return false }
      usage = .value(value, start..<reader.offset)
      return true
    }
    streamOptions = .object(start: start + 1, isEmpty: isEmpty, usage: usage)
    return isRead
  }
}

/// The members that are looked at.
private struct Members: OptionSet {
  let rawValue: UInt16

  static let model = Members(rawValue: 1)
  static let stream = Members(rawValue: 2)
  static let streamOptions = Members(rawValue: 4)
  static let maxTokens = Members(rawValue: 8)
  static let maxCompletionTokens = Members(rawValue: 16)
  static let choices = Members(rawValue: 32)
  static let maxOutputTokens = Members(rawValue: 64)
  static let previousResponseID = Members(rawValue: 128)
  static let background = Members(rawValue: 256)
  static let store = Members(rawValue: 512)
  static let messages = Members(rawValue: 1024)
  static let input = Members(rawValue: 2048)

  /// The one whose name is the reader's token, escapes resolved.
  /// By length first: of the dozen members that a request has, most are not looked at further. Inlined, because a call
  /// would be handed a copy of the whole reader.
  @inline(__always)
  static func named(by reader: borrowing JSONReader) -> Members? {
    switch reader.tokenCount {
    case 1: reader.tokenEquals("n") ? .choices : nil
    case 5:
      reader.tokenEquals("model")
        ? .model : reader.tokenEquals("store") ? .store : reader.tokenEquals("input") ? .input : nil
    case 6: reader.tokenEquals("stream") ? .stream : nil
    case 8: reader.tokenEquals("messages") ? .messages : nil
    case 10:
      reader.tokenEquals("max_tokens") ? .maxTokens : reader.tokenEquals("background") ? .background : nil
    case 14: reader.tokenEquals("stream_options") ? .streamOptions : nil
    case 17: reader.tokenEquals("max_output_tokens") ? .maxOutputTokens : nil
    case 20: reader.tokenEquals("previous_response_id") ? .previousResponseID : nil
    case 21: reader.tokenEquals("max_completion_tokens") ? .maxCompletionTokens : nil
    default: nil
    }
  }
}
