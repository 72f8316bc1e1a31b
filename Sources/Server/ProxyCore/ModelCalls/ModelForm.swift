import HTTPWire
import JSONCore
import LLMWire

/// What the proxy has to know of a form that is sent to a model, and where in its bytes the model is: the rest goes on as
/// it came. It is read as it comes, so that a large one can go on before it is whole. A class, so that the requests
/// without one carry no more than a reference.
final class ModelForm {
  /// A page of text, a picture, some minutes of speech: what `TokenEstimate` takes for an attachment.
  private static let tokensPerFile = 1600
  private static let usualTokens = 1000
  private static let longestModel = 1024

  private let boundary: MultipartBoundary
  private var reader: MultipartReader
  /// Of the part whose head came last.
  private var name: [UInt8] = []
  private(set) var model: JSONString?
  private(set) var isStream = false
  /// The text that says whom the request is for; empty where there is none.
  private(set) var user: [UInt8] = []
  private var textBytes = 0
  private var fileCount = 0
  /// Bytes of the body that are read.
  private(set) var readCount = 0
  /// Of the model's name; empty at the beginning of the body where the form names none.
  private var range = 0..<0
  /// The part that says the model, where there is none.
  private var missingPart: (head: [UInt8], tail: [UInt8])?

  init(contentType: Span<UInt8>) throws(ProxyFailure) {
    guard let boundary = MultipartBoundary(contentType: contentType) else { throw Self.noBoundary }
    self.boundary = boundary
    reader = MultipartReader(boundary)
  }

  /// An estimate, of what has come.
  var tokens: UInt64 { UInt64(textBytes / 4 + fileCount * Self.tokensPerFile + Self.usualTokens) }

  /// Reads what comes next of the body.
  func read(_ piece: Span<UInt8>) throws(ProxyFailure) {
    readCount += piece.count
    let events: [MultipartReader.Event]
    do throws(MultipartFailure) { events = try reader.receive(piece) } catch { throw Self.unreadable(error) }
    for event in events {
      switch event {
      case .part(let name, let isFile): try begin(name, isFile: isFile)
      case .value(let range, let text): try end(range, text)
      }
    }
  }

  /// What some readers take for the same name must not be a second model.
  private func begin(_ name: [UInt8], isFile: Bool) throws(ProxyFailure) {
    self.name = name
    if isFile { fileCount += 1 }
    let name = name.span
    if name.equalsIgnoringCase("_charset_") { throw Self.charset }
    guard name.equalsIgnoringCase("model") || name.equalsIgnoringCase("model[]") else { return }
    guard model == nil, name.equals("model"), !isFile else { throw Self.badModel }
  }

  private func end(_ range: Range<Int>, _ text: [UInt8]) throws(ProxyFailure) {
    if !text.isEmpty { textBytes += range.count }
    let name = name
    if name.span.equals("model") {
      model = try Self.name(text.span)
      self.range = range
    }
    if name.span.equals("stream") { isStream = text.span.equalsIgnoringCase("true") }
    if name.span.equals("user") { user = text }
  }

  /// The body is at its end.
  func finish() throws(ProxyFailure) {
    do throws(MultipartFailure) { try reader.finish() } catch { throw Self.unreadable(error) }
  }

  /// What the whole form names, or else the default of its route.
  func requireModel(or defaultModel: JSONString?) throws(ProxyFailure) -> JSONString {
    if let model { return model }
    guard let defaultModel else { throw Self.noModel }
    missingPart = boundary.part(named: "model")
    return defaultModel
  }

  /// The form, or its beginning, with the provider's name of the model.
  func splice(_ count: Int, model: JSONString) -> RequestSplice {
    var text = missingPart?.head ?? []
    model.withSpan { text.append($0) }
    text += missingPart?.tail ?? []
    return RequestSplice(count, replacing: range, with: text)
  }

  /// Printable ASCII: a part may name a character set, and means something else then.
  private static func name(_ value: Span<UInt8>) throws(ProxyFailure) -> JSONString {
    guard (1...longestModel).contains(value.count) else { throw badModel }
    var name: [UInt8] = []
    for index in value.indices {
      guard (0x21...0x7E).contains(value[index]) else { throw badModel }
      name.append(value[index])
    }
    guard let model = JSONString(validating: name) else { throw badModel }
    return model
  }

  private static func unreadable(_ failure: MultipartFailure) -> ProxyFailure {
    ProxyFailure(.invalidBody, "The form cannot be read: \(failure.sentence)")
  }

  private static let noBoundary = ProxyFailure(
    .unsupportedMedia,
    "The body must be a form; send Content-Type: multipart/form-data; boundary=… with no other parameter.")
  private static let noModel = ProxyFailure(
    .invalidBody, "The form has no part named model; send one.", parameter: "model")
  private static let badModel = ProxyFailure(
    .invalidBody,
    "The form must have one part named model, and in it the name: 1 to \(longestModel) characters of printable ASCII.",
    parameter: "model")
  private static let charset = ProxyFailure(
    .invalidBody, "A part named _charset_ is not accepted; send UTF-8 without it.", parameter: "_charset_")
}
