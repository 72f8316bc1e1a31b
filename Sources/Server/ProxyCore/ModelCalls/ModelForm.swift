import HTTPWire
import JSONCore
import LLMWire
import Providers

/// What the proxy has to know of a form that is sent to a model, and where in its bytes the model is: the rest goes on as
/// it came. A class, so that the requests without one carry no more than a reference.
final class ModelForm {
  /// A page of text, a picture, some minutes of speech: what `TokenEstimate` takes for an attachment.
  private static let tokensPerFile = 1600
  private static let usualTokens = 1000
  private static let longestModel = 1024

  let model: JSONString
  private(set) var isStream = false
  /// Of the text that says whom the request is for; empty where there is none.
  private(set) var user = 0..<0
  /// An estimate.
  private(set) var tokens: UInt64 = 0
  /// Of the model's name; empty at the beginning of the body where the form names none.
  private var range = 0..<0
  /// The part that says the model, where there is none.
  private var missingPart: (head: [UInt8], tail: [UInt8])?

  /// - Parameter defaultModel: of a form without one.
  init(
    _ body: Span<UInt8>, contentType: Span<UInt8>, defaultModel: JSONString?
  ) throws(ProxyFailure) {
    guard let boundary = MultipartBoundary(contentType: contentType) else { throw Self.noBoundary }
    let form: MultipartForm
    do throws(MultipartFailure) { form = try MultipartForm(body, boundary) } catch {
      throw ProxyFailure(.invalidBody, "The form cannot be read: \(error.sentence)")
    }
    var model: JSONString?
    var bytes = 0
    var files = 0
    for part in form.parts {
      if part.isFile { files += 1 } else { bytes += part.value.count }
      let name = body.extracting(part.name)
      // What some readers take for the same name must not be a second model.
      if name.equalsIgnoringCase("model") || name.equalsIgnoringCase("model[]") {
        guard model == nil, name.equals("model"), !part.isFile else { throw Self.badModel }
        model = try Self.name(body.extracting(part.value))
        range = part.value
      }
      if name.equals("stream") { isStream = body.extracting(part.value).equalsIgnoringCase("true") }
      if name.equals("user"), !part.isFile { user = part.value }
      if name.equalsIgnoringCase("_charset_") { throw Self.charset }
    }
    if model == nil, defaultModel != nil { missingPart = boundary.part(named: "model") }
    guard let found = model ?? defaultModel else { throw Self.noModel }
    self.model = found
    tokens = UInt64(bytes / 4 + files * Self.tokensPerFile + Self.usualTokens)
  }

  /// The form with the provider's name of the model.
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
