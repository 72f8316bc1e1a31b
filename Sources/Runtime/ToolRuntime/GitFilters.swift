/// Filters that a repository's configuration names, and the settings that take them away.
///
/// Whenever git compares the work tree with its index, or writes an archive, it runs `filter.NAME.clean`, `smudge` or
/// `process`, a command of the repository's choosing; `.gitattributes` says for which files. No setting turns all of
/// them off, so they are listed, which runs nothing, and each is set to nothing by variables that beat every file.
/// An empty `process` wins over the other two; `required` would make git fail without a filter.
package struct GitFilters: Sendable, Equatable {
  /// Why a call is refused rather than run with a filter active.
  package enum Obstacle: Error, Sendable, Equatable {
    case tooMany
    case unreadableName
    case unreadableCount
  }

  /// What lists them: `git`, its options in front of the subcommand, and these.
  package static let query: [[UInt8]] = ["config", "-z", "--name-only", "--get-regexp", "^filter\\."].map {
    Array($0.utf8)
  }
  /// The variable by which the git in front of all others finds the real one: an absolute path.
  package static let gitVariable = "SECURELLM_GIT"
  /// The query's exit codes for some and for none.
  package static let querySuccess: Set<Int32> = [0, 1]
  /// Room for the names of `limit` filters, their settings and those of files that are included.
  package static let queryOutputBytes = 1 << 20

  /// More are a trick: repositories have none or one.
  package static let limit = 64
  private static let nameBytes = 1024
  private static let countName = "GIT_CONFIG_COUNT"

  /// Each once, in the order of the configuration.
  package let names: [String]

  /// - Parameter listing: What the query printed: settings, each with a NUL behind it.
  package init(listing: [UInt8]) throws(Obstacle) {
    var names: [[UInt8]] = []
    for setting in listing.split(separator: 0) {
      guard setting.starts(with: "filter.".utf8), let dot = setting.lastIndex(of: UInt8(ascii: ".")) else { continue }
      // Without a name between two dots it is the setting of no filter.
      guard dot > setting.startIndex + 6 else { continue }
      let name = Array(setting[(setting.startIndex + 7)..<dot])
      if names.contains(name) { continue }
      guard names.count < Self.limit else { throw .tooMany }
      names.append(name)
    }
    self.names = try names.map { name throws(Obstacle) in
      guard name.count <= Self.nameBytes, let text = String(validating: name, as: UTF8.self) else {
        throw .unreadableName
      }
      return text
    }
  }

  /// `environment` with the settings added behind those that it has.
  package func disabled(in environment: [(name: String, value: String)]) throws(Obstacle) -> [(
    name: String, value: String
  )] {
    var count = 0
    if let present = environment.last(where: { $0.name == Self.countName }) {
      guard let number = Int(present.value), (0...1000).contains(number) else { throw .unreadableCount }
      count = number
    }
    var result = environment.filter { $0.name != Self.countName }
    for name in names {
      for (setting, value) in [("process", ""), ("clean", ""), ("smudge", ""), ("required", "false")] {
        result.append(("GIT_CONFIG_KEY_\(count)", "filter.\(name).\(setting)"))
        result.append(("GIT_CONFIG_VALUE_\(count)", value))
        count += 1
      }
    }
    result.append((Self.countName, String(count)))
    return result
  }
}

extension GitFilters.Obstacle: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooMany:
      "the repository's configuration names more than \(GitFilters.limit) filters: remove them from .git/config"
    case .unreadableName:
      "the repository's configuration names a filter whose name is not UTF-8 or too long: rename it in .git/config"
    case .unreadableCount: "GIT_CONFIG_COUNT is not a number from 0 to 1000: unset it"
    }
  }
}

/// A command line of git: what comes in front of the subcommand, and the subcommand.
package struct GitCommand: Sendable, Equatable {
  /// How many entries come in front of the subcommand.
  package let globals: Int
  package let subcommand: [UInt8]

  private static let valueOptions = [
    "-C", "-c", "--git-dir", "--work-tree", "--namespace", "--super-prefix", "--config-env", "--attr-source",
  ]
  /// Subcommands that look at objects, refs and settings only, so that no filter can run.
  private static let objectOnly: Set<String> = [
    "log", "show", "rev-list", "rev-parse", "ls-tree", "shortlog", "for-each-ref", "diff-tree", "merge-base",
    "name-rev", "count-objects", "config", "ls-remote", "init", "version", "symbolic-ref", "show-ref",
  ]

  /// Nil when there is no subcommand, as in `git --version`.
  package init?(_ arguments: [[UInt8]]) {
    var index = 0
    while index < arguments.count, arguments[index].first == UInt8(ascii: "-") {
      let takesValue = Self.valueOptions.contains { Array($0.utf8) == arguments[index] }
      index += takesValue ? 2 : 1
    }
    guard index < arguments.count else { return nil }
    globals = index
    subcommand = arguments[index]
  }

  /// Whether git does all of it itself: what it would start for these is what a repository names.
  package var needsNoProcess: Bool {
    !Self.transports.contains { Array($0.utf8) == subcommand }
      && (!mayRunFilters || Self.ofWorkTree.contains { Array($0.utf8) == subcommand })
  }

  private static let transports: Set<String> = ["ls-remote", "init"]
  private static let ofWorkTree: Set<String> = ["diff", "status", "ls-files", "check-ignore", "check-attr", "blame"]

  /// True of every subcommand that is not listed as looking at objects alone: one that git gets later is taken for one
  /// that runs filters.
  package var mayRunFilters: Bool { !Self.objectOnly.contains { Array($0.utf8) == subcommand } }

  /// The arguments with which git does not look into submodules: it would start a git of its own in each, with the
  /// filters that the submodule's configuration names. A submodule at another commit is still reported.
  package func outsideSubmodules(_ arguments: [[UInt8]]) -> [[UInt8]] {
    guard ["diff", "status"].contains(where: { Array($0.utf8) == subcommand }) else { return arguments }
    let end = arguments.firstIndex(of: Array("--".utf8)) ?? arguments.count
    let option = "--ignore-submodules"
    let entering = [option + "=none", option + "=untracked"].map { Array($0.utf8) }
    let options = arguments[(globals + 1)..<max(end, globals + 1)].filter { !entering.contains($0) }
    let says = options.contains { $0.starts(with: option.utf8) }
    let added = says ? [] : [Array((option + "=dirty").utf8)]
    return Array(arguments[...globals]) + added + options + arguments[max(end, globals + 1)...]
  }
}
