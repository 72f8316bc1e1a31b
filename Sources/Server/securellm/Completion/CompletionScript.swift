import ArgumentParser

/// The parser's completion scripts, with what they lack in the shells of people.
///
/// bash: the script keeps the shell's options while it runs, and restores them by a trap for RETURN, which nobody takes
/// away again: from the first Tab on, every `source` set all options back to what they had been at that Tab. And bash
/// takes the `=` of `--config=file` for a word of its own, which the script did not.
/// zsh: an option with a value was known as `--config file`, and not as `--config=file`.
enum CompletionScript {
  static let option = "--generate-completion-script"

  /// - Parameter script: for any shell; one that has nothing to mend is returned as it is.
  static func adjusted(_ script: String) -> String {
    let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.first == "#!/bin/bash" { return bash(lines).joined(separator: "\n") }
    if lines.first == "#compdef securellm" { return lines.map(zsh).joined(separator: "\n") }
    return script
  }

  /// By lines that the parser's script is known to have; `Tests/Program/test_completions.py` sees each difference in a
  /// real shell.
  private static func bash(_ lines: [String]) -> [String] {
    lines.flatMap { line in
      switch line {
      case #"    trap "${state//$'\n'/;}" RETURN"#:
        [
          #"    __securellm_commands "$@""#, #"    eval "${state}""#, "}", "", "__securellm_commands() {",
        ]
      case #"    local -r prev="${3}""#:
        [
          #"    local prev="${3}""#,
          #"    if [[ "${prev}" = "=" && "${COMP_CWORD}" -ge 2 ]]; then prev="${COMP_WORDS[COMP_CWORD - 2]}"; fi"#,
        ]
      case #"    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")"#:
        [
          line, "    local -i equals", #"    for equals in "${!unparsed_words[@]}"; do"#,
          #"        if [[ "${unparsed_words[equals]}" = "=" && "${equals}" -lt "$((COMP_CWORD - 1))" ]]; then"#,
          #"            unset "unparsed_words[${equals}]""#, "        fi", "    done",
          #"    unparsed_words=("${unparsed_words[@]}")"#,
        ]
      default: [line]
      }
    }
  }

  /// `'--name[help]:value:…'` becomes `'--name=[help]:value:…'`; a flag has no value.
  private static func zsh(_ line: String) -> String {
    let bytes = Array(line.utf8)
    guard let name = bytes.firstIndex(of: UInt8(ascii: "-")), bytes[name...].starts(with: "--".utf8),
      bytes[..<name].allSatisfy({ " '*".utf8.contains($0) }),
      let help = bytes.firstIndex(of: UInt8(ascii: "[")), hasValue(bytes[help...])
    else { return line }
    return String(decoding: bytes[..<help] + [UInt8(ascii: "=")] + bytes[help...], as: UTF8.self)
  }

  /// Brackets within a help text are escaped.
  private static func hasValue(_ rest: ArraySlice<UInt8>) -> Bool {
    var isEscaped = false
    for (index, byte) in zip(rest.indices, rest) {
      if byte == UInt8(ascii: "]"), !isEscaped { return rest[(index + 1)...].first == UInt8(ascii: ":") }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    return false
  }
}
