/// Why a message is refused. After one of these the connection must be closed: where the next message begins is not
/// known any more. Texts never hold a value that was sent.
///
/// Each has a status, a code for programs and a sentence for people, and nothing else in the proxy decides these.
package enum HTTPFailure: Error, Equatable, Sendable {
  // The first line.
  case invalidMethod, invalidTarget, targetTooLong, invalidVersion, unsupportedVersion, invalidStatusLine
  // Lines.
  case bareLineFeed, bareCarriageReturn, foldedLine, missingColon, emptyFieldName, spaceInFieldName, invalidFieldName
  case controlInFieldValue, fieldTooLong, headTooLarge, tooManyFields
  // What fields say.
  case missingHost, invalidHost, targetNotForHost, unknownExpectation
  case repeatedField(HTTPField)
  // Framing.
  case invalidContentLength, lengthAndTransferEncoding, unsupportedTransferEncoding, transferEncodingInHTTP10
  case bodyTooLarge, invalidChunkSize, chunkExtensionTooLong, invalidChunkExtension, missingChunkEnd
  // Responses only.
  case unexpectedResponse, unexpectedUpgrade, tooManyInterimResponses, closedBeforeResponse, responseCut

  /// The status of the response when it was a request that failed. An upstream's response that failed becomes a 502.
  /// 400 is for all that is simply not HTTP (RFC 9110, 15.5.1).
  package var status: Int {
    switch self {
    case .targetTooLong: 414
    case .fieldTooLong, .headTooLarge, .tooManyFields: 431
    case .unknownExpectation: 417
    case .unsupportedVersion: 505
    case .unsupportedTransferEncoding: 501
    case .bodyTooLarge: 413
    case .invalidStatusLine, .unexpectedResponse, .unexpectedUpgrade, .tooManyInterimResponses, .closedBeforeResponse,
      .responseCut:
      502
    default: 400
    }
  }

  /// A name for programs; part of the contract, as clients may compare it.
  package var code: StaticString { texts.code }

  /// What was wrong and what to do, for people.
  package var sentence: String {
    // The field's name is one of the known ones: nothing that was sent is shown.
    guard case .repeatedField(let field) = self else { return "\(texts.sentence)" }
    return "The field \(field.name) appears more than once; send it once."
  }

  /// Both of a failure side by side, so that a new one cannot have a code without a sentence.
  private var texts: (code: StaticString, sentence: StaticString) {
    switch self {
    case .invalidMethod: ("invalid_method", "The method is not a token; send a method such as POST.")
    case .invalidTarget:
      (
        "invalid_target",
        "The request target is not a plain path; send a path without dot segments, controls, fragments and broken escapes."
      )
    case .targetTooLong: ("target_too_long", "The request target is too long; send data in the body.")
    case .invalidVersion: ("invalid_version", "The request line does not end with an HTTP version; send HTTP/1.1.")
    case .unsupportedVersion: ("unsupported_version", "This HTTP version is not supported; use HTTP/1.1.")
    case .invalidStatusLine: ("invalid_status_line", "The response does not begin with an HTTP/1.1 status line.")
    case .bareLineFeed: ("bare_line_feed", "A line ends with a line feed alone; end lines with CR LF.")
    case .bareCarriageReturn: ("bare_carriage_return", "A carriage return without line feed; end lines with CR LF.")
    case .foldedLine: ("folded_line", "A field line begins with white space; write each field on one line.")
    case .missingColon: ("missing_colon", "A field line has no colon; write it as name: value.")
    case .emptyFieldName: ("empty_field_name", "A field line begins with a colon; name the field.")
    case .spaceInFieldName: ("space_in_field_name", "White space before the colon of a field; leave it out.")
    case .invalidFieldName: ("invalid_field_name", "A field name has a character that no token has; remove it.")
    case .controlInFieldValue:
      ("control_in_field_value", "A field value has a control character; remove or encode it.")
    case .fieldTooLong: ("field_too_long", "A field line is too long; shorten it.")
    case .headTooLarge: ("head_too_large", "The fields together are too large; send fewer or shorter ones.")
    case .tooManyFields: ("too_many_fields", "There are too many fields; send fewer.")
    case .missingHost: ("missing_host", "There is no Host field; send one.")
    case .invalidHost: ("invalid_host", "The Host field is not a name with an optional port; send one host.")
    case .targetNotForHost:
      ("target_not_for_host", "The target names another host than the Host field; send the path alone.")
    case .unknownExpectation:
      ("unknown_expectation", "Only Expect: 100-continue can be met; leave other expectations out.")
    case .repeatedField: ("repeated_field", "")
    case .invalidContentLength:
      ("invalid_content_length", "Content-Length is not one decimal number; send the size of the body in bytes.")
    case .lengthAndTransferEncoding:
      ("length_and_transfer_encoding", "Content-Length and Transfer-Encoding contradict each other; send one of them.")
    case .unsupportedTransferEncoding:
      ("unsupported_transfer_encoding", "Transfer-Encoding may only be chunked; send that or Content-Length.")
    case .transferEncodingInHTTP10:
      ("transfer_encoding_in_http_1_0", "HTTP/1.0 has no Transfer-Encoding; send Content-Length or use HTTP/1.1.")
    case .bodyTooLarge: ("body_too_large", "The body is larger than this server accepts; send a smaller one.")
    case .invalidChunkSize: ("invalid_chunk_size", "The size of a chunk is not a hexadecimal number alone.")
    case .chunkExtensionTooLong: ("chunk_extension_too_long", "The extensions of chunks are too long; leave them out.")
    case .invalidChunkExtension:
      ("invalid_chunk_extension", "An extension of a chunk has a control character; leave extensions out.")
    case .missingChunkEnd: ("missing_chunk_end", "A chunk does not end where its size says; check the chunk sizes.")
    case .unexpectedResponse: ("unexpected_response", "The upstream sent bytes without a request.")
    case .unexpectedUpgrade: ("unexpected_upgrade", "The upstream changed the protocol without being asked.")
    case .tooManyInterimResponses: ("too_many_interim_responses", "The upstream sent too many interim responses.")
    case .closedBeforeResponse: ("closed_before_response", "The upstream closed the connection without a response.")
    case .responseCut: ("response_cut", "The upstream closed the connection before the end of its response.")
    }
  }
}
