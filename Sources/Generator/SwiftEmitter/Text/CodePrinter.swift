/// Collects Swift source: lines and indentation, nothing else.
package struct CodePrinter {
  package private(set) var text = ""
  private var indentation = ""
  private let access: String

  /// `access`: what replaces a leading `public` of a line.
  package init(access: String = "public") { self.access = access }

  /// One line at the current indentation; an empty one has no blanks.
  package mutating func line(_ content: String = "") {
    if access != "public", content.hasPrefix("public ") { return line(access + content.dropFirst("public".count)) }
    if !content.isEmpty { text += indentation + content }
    text += "\n"
  }

  /// Several lines, each indented.
  package mutating func lines(_ contents: [String]) {
    for content in contents { line(content) }
  }

  /// `opening`, an indented body, `closing`.
  package mutating func block(_ opening: String, _ closing: String = "}", _ body: (inout CodePrinter) -> Void) {
    line(opening)
    indent(body)
    line(closing)
  }

  package mutating func indent(_ body: (inout CodePrinter) -> Void) {
    let outer = indentation
    indentation += "  "
    body(&self)
    indentation = outer
  }

  /// `opening`, what `body` prints, `closing` and an empty line; nothing at all when it prints nothing.
  ///
  /// Printed aside first, as only then it is known whether there is anything between the braces.
  package mutating func blockIfAny(_ opening: String, _ body: (inout CodePrinter) -> Void) {
    var inner = nested()
    body(&inner)
    if inner.text.isEmpty { return }
    line(opening)
    append(inner)
    line("}")
    line()
  }

  /// A printer for text that is put in later, one step further in.
  func nested() -> CodePrinter {
    var inner = sibling()
    inner.indentation += "  "
    return inner
  }

  /// A printer for text that is put in later.
  func sibling() -> CodePrinter {
    var other = CodePrinter(access: access)
    other.indentation = indentation
    return other
  }

  /// What another printer has printed, as it is.
  mutating func append(_ other: CodePrinter) { text += other.text }

  /// A documentation comment, one `///` line per line of text.
  package mutating func comment(_ text: String) {
    for part in text.split(separator: "\n", omittingEmptySubsequences: false) { line("/// " + part) }
  }
}
