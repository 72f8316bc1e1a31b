import HTTPWire
import JSONCore
import LLMWire

/// A form, which is read as it comes: as soon as it has named its model it can go on to the provider.
extension ModelRequest {
  /// The model decides who gets the rest. SDKs send the parts in the order in which the program names them, so that it
  /// may come behind a file: such a form is gathered, up to the limit of all bodies.
  func beginsForm(_ body: JSONBytes) throws(ProxyFailure) -> Bool {
    if try readForm(body).model == nil {
      guard body.count <= loop.configuration.settings.listen.limits.body else { throw Self.lateModel }
      return false
    }
    streamBody(isChecked: true)
    return true
  }

  private static let lateModel = ProxyFailure(
    .tooLarge,
    "A form of this size goes to its provider while it comes, once its model is known: put the part named model in front"
      + " of the files, or raise listen.maxBodyBytes.", parameter: "model")

  /// All of it is there, or its beginning with the model.
  func validateForm(_ body: JSONBytes) throws(ProxyFailure) {
    let form = try readForm(body)
    if streamed == nil { try form.finish() }
    scan = RequestScan(model: try form.requireModel(or: operation.defaultModel), isStream: form.isStream)
  }

  /// Reads what was not read before.
  private func readForm(_ body: JSONBytes) throws(ProxyFailure) -> ModelForm {
    let form: ModelForm
    if let known = self.form { form = known } else { form = try makeForm() }
    self.form = form
    try body.withSpan(form.readCount..<body.count) { piece in
      Result { () throws(ProxyFailure) in try form.read(piece) }
    }.get()
    return form
  }

  private func makeForm() throws(ProxyFailure) -> ModelForm {
    try stream.withHead { head in
      Result { () throws(ProxyFailure) in
        var type: [UInt8] = []
        if let range = head.fields[.contentType] { head.with(range) { type.append($0) } }
        return try ModelForm(contentType: type.span)
      }
    }.get()
  }
}
