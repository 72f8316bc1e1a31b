/// Writes heads, and the framing of chunks, into a buffer that is kept and reused. A value that could end a line early
/// is refused: then `finish` says so and nothing is left to send. The check is in the one function that appends a
/// value, so that no caller can forget it.
package struct HeadWriter: ~Copyable {
  private var written: WriteBuffer
  /// Looked at once, in `finish`: callers write straight on.
  private var isRefused = false

  package init(capacity: Int = 1024) { written = WriteBuffer(capacity: capacity) }

  package var count: Int { written.count }

  /// A copy of what was written.
  package var bytes: [UInt8] { written.bytes }

  /// What was written, borrowed for the call.
  package func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result { written.withSpan(body) }

  /// Forgets what was written and keeps the buffer.
  package mutating func reset() {
    written.removeAll()
    isRefused = false
  }

  // MARK: heads

  /// The first line of a request. The target must be a path with a query or without, as `RequestParser` takes it; bytes
  /// that no target has, a space above all, refuse the head.
  package mutating func request(_ method: HTTPMethod, _ target: Span<UInt8>) {
    written.append(method.name)
    written.append(0x20)
    // `other` has no name: a method is written only where it is known.
    let isPath = target.count > 0 && target[0] == 0x2F && method != .other
    if !isPath || !Self.isTarget(target) { isRefused = true }
    written.append(target)
    written.append(" HTTP/1.1\r\n")
  }

  /// The first line of a response. The reason is that of RFC 9110, 15; nobody acts on it.
  package mutating func response(_ status: Int) {
    written.append("HTTP/1.1 ")
    if status < 100 || status > 599 { isRefused = true }
    decimal(status)
    written.append(0x20)
    written.append(Self.reason(status))
    lineEnd()
  }

  /// A field; its name is text of the program.
  package mutating func field(_ name: StaticString, _ value: Span<UInt8>) {
    begin(name)
    append(value)
    lineEnd()
  }

  /// Looked at as well, though it is text of the program: one rule for all values.
  package mutating func field(_ name: StaticString, _ value: StaticString) {
    begin(name)
    let start = count
    written.append(value)
    if !written.withSpan({ Self.isValue($0.extracting(start..<$0.count)) }) { isRefused = true }
    lineEnd()
  }

  package mutating func field(_ name: StaticString, _ number: Int) {
    begin(name)
    decimal(number)
    lineEnd()
  }

  /// A field with a value in two pieces, such as `Bearer ` and a key: a key is never copied into a text of its own.
  package mutating func field(_ name: StaticString, _ scheme: StaticString, _ value: Span<UInt8>) {
    begin(name)
    written.append(scheme)
    append(value)
    lineEnd()
  }

  /// A field line of a message that was read, name and value as they were.
  ///
  /// - Parameter head: the bytes of its head.
  package mutating func field(_ line: FieldLines.Line, of head: Span<UInt8>) {
    field(head.extracting(line.name), head.extracting(line.value))
  }

  /// The same of the head itself.
  package mutating func field(_ line: FieldLines.Line, of head: borrowing some MessageHead & ~Copyable) {
    let bytes = head.bytes
    field(line, of: bytes.span)
  }

  /// One line with the values of all lines of a list field, joined by commas; nothing when the field has no line. Empty
  /// values add nothing, but a field of which all are empty stays, as that can mean something else than none
  /// (`accept-encoding`). Precondition: the field has one name.
  ///
  /// Which fields are lists is for the caller to know; `HTTPField.isList` names some. Joining the values of another one
  /// would make a new value out of two that contradict each other.
  package mutating func joinedField(_ field: HTTPField, of head: borrowing some MessageHead & ~Copyable) {
    precondition(field.hasOneName)
    let (bytes, fields) = (head.bytes, head.fields)
    guard fields.has(field) else { return }
    begin(field.name)
    var isFirst = true
    for index in 0..<fields.count where fields[index].field == field && !fields[index].value.isEmpty {
      if !isFirst { written.append(", ") }
      append(bytes.span.extracting(fields[index].value))
      isFirst = false
    }
    lineEnd()
  }

  /// The empty line behind the fields; false when something was refused, and then nothing is left.
  package mutating func finish() -> Bool {
    lineEnd()
    if !isRefused { return true }
    reset()
    return false
  }

  // MARK: bodies

  /// Bytes of a body as they are.
  package mutating func raw(_ body: Span<UInt8>) { written.append(body) }

  /// A piece of a chunked body; nothing for an empty one, which would end it.
  package mutating func chunk(_ body: Span<UInt8>) {
    if body.isEmpty { return }
    chunkStart(body.count)
    written.append(body)
    lineEnd()
  }

  /// The size line of a chunk of `size` bytes, which `lineEnd` must follow behind the bytes. Precondition: there are
  /// some.
  package mutating func chunkStart(_ size: Int) {
    precondition(size > 0)
    var shift = (Int.bitWidth - size.leadingZeroBitCount - 1) & ~3
    while shift >= 0 {
      let digit = UInt8(size &>> shift & 15)
      written.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      shift -= 4
    }
    lineEnd()
  }

  package mutating func lineEnd() { written.append("\r\n") }

  /// The end of a chunked body.
  package mutating func lastChunk() { written.append("0\r\n\r\n") }

  // MARK: pieces

  fileprivate mutating func refuse() { isRefused = true }

  /// A field of which only the value is checked: its name has been read as one, or is of the configuration.
  fileprivate mutating func field(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    written.append(name)
    separator()
    append(value)
    lineEnd()
  }

  private mutating func begin(_ name: StaticString) {
    written.append(name)
    separator()
  }

  private mutating func separator() { written.append(": ") }

  private mutating func append(_ value: Span<UInt8>) {
    if !Self.isValue(value) { isRefused = true }
    written.append(value)
  }

  /// Digits from the back into room on the stack; a negative number refuses the head.
  private mutating func decimal(_ number: Int) {
    if number < 0 { isRefused = true }
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var (rest, start) = (number.magnitude, 20)
    repeat {
      start -= 1
      digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    written.append(digits.span.extracting(start..<20))
  }

  /// Whether no control character other than a tab is in it.
  private static func isValue(_ value: Span<UInt8>) -> Bool {
    FieldLines.valueEnd(value, from: 0, end: value.count) == nil
  }

  /// Percent signs may be there; whether they begin an escape has been checked where the target was read.
  private static func isTarget(_ target: Span<UInt8>) -> Bool {
    let allowed = ByteClass.target
    for index in target.indices where !allowed.contains(target[index]) && target[index] != 0x25 { return false }
    return true
  }

  private static func reason(_ status: Int) -> StaticString {
    switch status {
    case 100: "Continue"
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 402: "Payment Required"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    // An empty reason is legal (RFC 9112, 4).
    default: ""
    }
  }
}

extension HeadWriter {
  /// A field whose name is of the configuration. A name that is no token refuses the head, as does one that is about
  /// framing or the connection: two lengths in one head would be a request smuggled past the proxy (RFC 9112, 11.2).
  package mutating func configuredField(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    let token = ByteClass.token
    for index in name.indices where !token.contains(name[index]) { refuse() }
    let reserved: [StaticString] = [
      "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade",
    ]
    if name.isEmpty || reserved.contains(where: { name.equalsIgnoringCase($0) }) { refuse() }
    field(name, value)
  }
}
