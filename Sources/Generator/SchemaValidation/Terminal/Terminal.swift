import System

/// Whether and how text for people is coloured.
/// Colours only add to what the text says: without them nothing is lost, so that logs and pipes get the same words.
package struct Terminal: Sendable, Equatable {
  /// `--color`.
  package enum Choice: String, Sendable, CaseIterable {
    case auto, always, never
  }

  /// The numbers of ECMA-48: eight colours, which every terminal maps to something readable on its own background.
  package enum Style: String, Sendable {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  package let isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  /// Colour on a terminal, unless `NO_COLOR` has a value (no-color.org) or the terminal is `dumb`.
  package init(_ choice: Choice, descriptor: Int32) {
    switch choice {
    case .always: isColoured = true
    case .never: isColoured = false
    case .auto:
      let isDumb = ProcessEnvironment.variable("TERM")?.utf8.elementsEqual("dumb".utf8) ?? false
      isColoured =
        DocumentFiles.isTerminal(descriptor) && (ProcessEnvironment.variable("NO_COLOR") ?? "").isEmpty && !isDumb
    }
  }

  /// The text, in the style when there is colour.
  package func styled(_ text: String, _ style: Style) -> String {
    isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
