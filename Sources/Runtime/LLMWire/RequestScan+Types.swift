package import JSONCore

extension RequestScan {
  /// Whether a member that decides something here is of a type that it is not read as. Asked of requests that no schema
  /// has accepted: a provider that takes `7` for the id of a stored response, or `"true"` for true, must not be asked what
  /// this proxy did not see.
  package static func hasMistypedMember(_ request: JSONBytes) -> Bool {
    var reader = JSONReader(request, maxDepth: JSONReader.messageDepth)
    var isMistyped = false
    let isRead = reader.walkMembers { reader in
      let isFlag = reader.tokenEquals("stream") || reader.tokenEquals("store") || reader.tokenEquals("background")
      let isText = reader.tokenEquals("previous_response_id")
      guard isFlag || isText else { return nil }
      switch reader.peekKind() {
      case .null: break
      case .boolean: if !isFlag { isMistyped = true }
      case .string: if !isText { isMistyped = true }
      case .number, .object, .array, nil: isMistyped = true
      }
      return reader.passValue()
    }
    return isMistyped || !isRead
  }
}
