/// Why a `pattern` cannot become an automaton: where in the pattern, what it is, and a hint how to correct it. The same
/// type for all drafts and for `format: regex`, so that all sentences are in one file.
package struct PatternError: Error, Sendable, Equatable {
  /// Closed: each reason has a sentence and a hint below. Those from `invalidUTF8` to `nestedTooDeep` are errors of the
  /// pattern, but for look-around and back-references, which strict mode alone refuses; the last two are limits.
  package enum Reason: Sendable, Equatable {
    case invalidUTF8
    /// Not at the ends of the pattern, where it would stay linear; with what it begins with: `(?<!`.
    case lookAround(String)
    case backReference
    case unknownGroup
    case repeatedGroupName
    case groupFlags
    case groupName
    case openGroup
    case unopenedGroup
    case openClass
    case rangeOutOfOrder
    case rangeOverClass
    /// A character that means something, where it means nothing.
    case unescaped(String)
    case escape(String)
    case unknownProperty(String)
    case nothingToRepeat
    case repetitionOutOfOrder
    case nestedTooDeep(limit: Int)
    /// The automaton would be larger than its tables may be.
    case tooManyStates(limit: Int)
    /// Of `BacktrackingProgram`, with its repetitions written out.
    case programTooLong(limit: Int)
  }

  package let reason: Reason
  /// Bytes of the UTF-8 pattern before the error. 0 when it is the pattern as a whole.
  package let offset: Int

  package init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension PatternError: CustomStringConvertible {
  /// One line: where, what, and what to do.
  package var description: String { "at byte \(offset) of the pattern: \(problem); \(remedy)" }

  /// What is wrong. Shows parts of the pattern, which is the schema's and no secret.
  package var problem: String {
    switch reason {
    case .invalidUTF8: "the pattern is not valid UTF-8"
    case .lookAround(let syntax): "look-around \"\(syntax)\" here needs backtracking, which can take very long"
    case .backReference: "a back-reference needs backtracking, which can take very long"
    case .unknownGroup: "there is no group of that number or name"
    case .repeatedGroupName: "another group has the same name"
    case .groupFlags: "\"(?\" is followed by something that is not a group"
    case .groupName: "the group name is not an identifier closed by \">\""
    case .openGroup: "this \"(\" has no \")\""
    case .unopenedGroup: "this \")\" has no \"(\""
    case .openClass: "this \"[\" has no \"]\""
    case .rangeOutOfOrder: "the range ends before it begins"
    case .rangeOverClass: "a range in a class needs single characters at both ends"
    case .unescaped(let character): "\"\(character)\" is not escaped"
    case .escape(let text): "\"\(text)\" is not an escape sequence"
    case .unknownProperty(let name): "no Unicode property is called \"\(name)\""
    case .nothingToRepeat: "there is nothing here that could be repeated"
    case .repetitionOutOfOrder: "the repetition has a maximum below its minimum"
    case .nestedTooDeep(let limit): "groups are nested more than \(limit) deep"
    case .tooManyStates(let limit): "the pattern needs more than \(limit) states"
    case .programTooLong(let limit): "the pattern with its repetitions written out has more than \(limit) steps"
    }
  }

  /// Whether the escape is one of a sign that means itself, as `\&`: engines without the flag u take it.
  private static func isPunctuation(_ escape: String) -> Bool {
    guard let scalar = escape.unicodeScalars.dropFirst().first else { return false }
    return scalar.isASCII && !scalar.properties.isAlphabetic && scalar.properties.numericType == nil
  }

  /// How to correct it.
  package var remedy: String {
    switch reason {
    case .invalidUTF8: "save the schema as UTF-8"
    case .lookAround:
      "move it right behind ^ or right before $, or write the condition as a second \"pattern\" in \"allOf\" or \"not\""
    case .backReference: "spell the alternatives out, or check the equality in a handler"
    case .unknownGroup: "count the groups from 1, or write \"\\\\\" for a backslash"
    case .repeatedGroupName: "give each group a name of its own"
    case .groupFlags: "use \"(...)\", \"(?:...)\" or \"(?<name>...)\""
    case .groupName: "use letters, digits, \"_\" and \"$\", or \"(?:...)\""
    case .openGroup: "close it, or write \"\\(\" for the character"
    case .unopenedGroup: "remove it, or write \"\\)\" for the character"
    case .openClass: "close it, or write \"\\[\" for the character"
    case .rangeOutOfOrder: "swap the ends, or write \"\\-\" for a hyphen"
    case .rangeOverClass: "put the hyphen last, or write \"\\-\""
    case .unescaped(let character): "write \"\\\(character)\" for the character"
    case .escape(let text) where Self.isPunctuation(text):
      "write \"\(text.dropFirst())\": with the flag u, which JSON Schema asks for (core, 6.4), only "
        + "^$\\.*+?()[]{}|/ take a backslash"
    case .escape: "write the character without \"\\\", or \"\\\\\" for a backslash"
    case .unknownProperty:
      "use a general category such as \\p{L}, a script such as \\p{Script=Greek}, or a property such as \\p{Alphabetic}"
    case .nothingToRepeat: "put a character or group before the quantifier, or escape it with \"\\\""
    case .repetitionOutOfOrder: "swap the two numbers"
    case .nestedTooDeep: "flatten the groups"
    case .programTooLong: "shorten the repetitions"
    case .tooManyStates:
      "bound the repetition or shorten it, anchor the pattern with ^, or leave counting to minLength and maxLength"
    }
  }
}
