/// What the help of a command has besides its options, in one order for all: what it does, what it reads from the
/// environment, how it ends, and examples last, where the eye looks for them.
enum HelpText {
  /// A line of help has no more, so that a terminal of 80 columns breaks no example.
  static let columns = 79

  /// - Parameters:
  ///   - text: Paragraphs. Lines are broken by the parser at the terminal's width.
  ///   - environment: Variables and what each is for.
  ///   - exitCodes: As `docs/errors.md` has them: "0 success, 1 …".
  ///   - examples: Command lines. One that begins with `#` says what the next is for.
  static func make(
    _ text: String = "", environment: [(name: String, use: String)] = [], exitCodes: String = "",
    examples: [String] = []
  ) -> String {
    var parts = text.isEmpty ? [] : [text]
    if !environment.isEmpty {
      parts.append("Environment:\n" + environment.map(variable).joined(separator: "\n"))
    }
    if !exitCodes.isEmpty { parts.append("Exit codes: \(exitCodes).") }
    if !examples.isEmpty { parts.append("Examples:\n" + examples.map { "  " + $0 }.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  /// What changes which tools there are, and what holds them: for all commands that have tools.
  static let toolVariables = [
    (name: "SECURELLM_PROJECT_ROOT", use: "the project, in which programs run; by default the working directory"),
    ("SECURELLM_PROGRAM_PATH", "directories in which programs are looked for, separated by colons"),
    ("SECURELLM_TOOLS", "the tools to offer, separated by commas, such as git_*,search_text; none for none"),
    ("SECURELLM_TOOLS_DIR", "folders of tool files to load as well, separated by colons"),
    ("SECURELLM_SANDBOX", "what confines programs: required (the default), bubblewrap or optional"),
  ]

  /// The name on a line of its own: names are too long for a column beside them.
  private static func variable(_ name: String, _ text: String) -> String {
    var lines = ["  \(name)"]
    var line = ""
    for word in text.split(separator: " ") {
      if line.utf8.count + word.utf8.count + 7 > columns {
        lines.append("      " + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (lines + ["      " + line]).joined(separator: "\n")
  }
}
