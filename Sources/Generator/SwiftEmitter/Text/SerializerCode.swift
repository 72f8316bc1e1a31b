/// The statements of a serializer. Text that is known beforehand waits until something else must be written, so that
/// neighbouring names, quotes and separators become one literal.
///
/// Values in optionals, arrays and enumerations are never bound to a name on the way: binding copies them, and every
/// string in them counts a reference. `x != nil` and `x!` read them where they lie.
struct SerializerCode {
  private(set) var printer: CodePrinter
  private var pending = ""

  init(_ printer: CodePrinter) { self.printer = printer }

  /// JSON text.
  mutating func text(_ text: String) { pending += text }

  mutating func statement(_ line: String) {
    flush()
    printer.line(line)
  }

  /// Writes what waits.
  mutating func flush() {
    if pending.isEmpty { return }
    printer.line("writer.literal(\(SwiftLiteral.string(takePending())))")
  }

  /// What waits, for a statement that writes it itself.
  mutating func takePending() -> String {
    defer { pending = "" }
    return pending
  }

  /// A block around `body`; nothing waits across its braces.
  mutating func block(_ opening: String, _ closing: String = "}", _ body: (inout SerializerCode) -> Void) {
    statement(opening)
    self.body(closing, body)
  }

  /// What follows an opening brace or a case that is printed already.
  mutating func body(_ closing: String? = "}", _ body: (inout SerializerCode) -> Void) {
    printer.indent { printer in
      var inner = SerializerCode(printer)
      body(&inner)
      inner.flush()
      printer = inner.printer
    }
    if let closing { printer.line(closing) }
  }
}

extension CodePrinter {
  /// The function that writes a value, with what `body` writes in it.
  mutating func serializer(_ body: (inout SerializerCode) -> Void) {
    block("public func write(to writer: inout JSONWriter) {") { printer in
      var code = SerializerCode(printer)
      body(&code)
      code.flush()
      printer = code.printer
    }
  }
}
