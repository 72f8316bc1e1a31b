/// Why a `pattern` cannot become an automaton: where in the pattern, what it is, how to mend it.
package struct PatternError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    case invalidUTF8
    case lookAround(String)
    case backReference
    case wordBoundary
    case groupFlags
    case groupName
    case openGroup
    case unopenedGroup
    case openClass
    case rangeOutOfOrder
    case rangeOverClass
    case unescaped(String)
    case escape(String)
    case script(String)
    case unknownProperty(String)
    case nothingToRepeat
    case repetitionOutOfOrder
    case nestedTooDeep(limit: Int)
    case tooManyStates(limit: Int)
  }

  package let reason: Reason
  /// Bytes of the UTF-8 pattern before the place. 0 when the pattern as a whole is at fault.
  package let offset: Int

  package init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension PatternError: CustomStringConvertible {
  package var description: String { "at byte \(offset) of the pattern: \(problem); \(remedy)" }

  /// What is wrong.
  package var problem: String {
    switch reason {
    case .invalidUTF8: "the pattern is not valid UTF-8"
    case .lookAround(let syntax): "look-around \"\(syntax)\" is not supported"
    case .backReference: "back-references are not supported: no automaton can match them"
    case .wordBoundary: "word boundaries \\b and \\B are not supported"
    case .groupFlags: "\"(?\" is followed by something that is not a group"
    case .groupName: "the group name is not an identifier closed by \">\""
    case .openGroup: "this \"(\" has no \")\""
    case .unopenedGroup: "this \")\" has no \"(\""
    case .openClass: "this \"[\" has no \"]\""
    case .rangeOutOfOrder: "the range ends before it begins"
    case .rangeOverClass: "a range in a class needs single characters at both ends"
    case .unescaped(let character): "\"\(character)\" stands alone"
    case .escape(let text): "\"\(text)\" is not an escape sequence"
    case .script(let name): "script properties (\"\(name)\") are not supported"
    case .unknownProperty(let name): "no Unicode property is called \"\(name)\""
    case .nothingToRepeat: "there is nothing here that could be repeated"
    case .repetitionOutOfOrder: "the repetition has a maximum below its minimum"
    case .nestedTooDeep(let limit): "groups are nested more than \(limit) deep"
    case .tooManyStates(let limit): "the pattern needs more than \(limit) states"
    }
  }

  /// How to mend it.
  package var remedy: String {
    switch reason {
    case .invalidUTF8: "save the schema as UTF-8"
    case .lookAround: "write the condition as a second \"pattern\" in \"allOf\", or inside \"not\""
    case .backReference: "spell the alternatives out, or check the equality in a handler"
    case .wordBoundary: "write the neighbours out, as in \"(^|\\\\W)word(\\\\W|$)\""
    case .groupFlags: "use \"(...)\", \"(?:...)\" or \"(?<name>...)\""
    case .groupName: "use letters, digits, \"_\" and \"$\", or \"(?:...)\""
    case .openGroup: "close it, or write \"\\(\" for the character"
    case .unopenedGroup: "remove it, or write \"\\)\" for the character"
    case .openClass: "close it, or write \"\\[\" for the character"
    case .rangeOutOfOrder: "swap the ends, or write \"\\-\" for a hyphen"
    case .rangeOverClass: "put the hyphen last, or write \"\\-\""
    case .unescaped(let character): "write \"\\\(character)\" for the character"
    case .escape: "write the character without \"\\\", or \"\\\\\" for a backslash"
    case .script: "use a general category such as \\p{L}, or list the ranges as \\u{...}-\\u{...}"
    case .unknownProperty: "use a general category such as \\p{L}, \\p{Lu} or \\p{Nd}, or a property such as \\p{ASCII}"
    case .nothingToRepeat: "put a character or group before the quantifier, or escape it with \"\\\""
    case .repetitionOutOfOrder: "swap the two numbers"
    case .nestedTooDeep: "flatten the groups"
    case .tooManyStates:
      "bound the repetition or shorten it, anchor the pattern with ^, or leave counting to minLength and maxLength"
    }
  }
}
