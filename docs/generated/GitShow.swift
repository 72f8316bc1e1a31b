// Generated from Schemas/tools/git/show.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public import ToolRuntime

/// Shows one commit in full: hash, author, dates, message, the list of changed files and, unless "patch" is false, the changes as a unified diff. Use git_log to find commits.
public enum GitShow {}

extension GitShow {
  /// Schema: `tools/git/show.json#/inputSchema`.
  public struct Input: Sendable, Hashable {
    /// The commit: a hash, branch, tag, or an expression such as HEAD~3.
    public var revision: JSONString
    /// Whether to include the changes line by line, not only the list of files.
    public var patch: Bool
    /// Only show changes to these files or folders.
    public var paths: [JSONString]?
  }

}

extension GitShow.Input: SchemaDecodable, SchemaWritable {
  public static var program: SchemaProgram { GitShowInputProgram.program }
}

extension GitShow.Input {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "tools/git/show.json#/inputSchema" }

  public init(revision: JSONString = "HEAD", patch: Bool = true, paths: [JSONString]? = nil, _: Void = ()) {
    self.init(revision: revision, patch: patch, paths: paths)
  }

  static var __blank: GitShow.Input { GitShow.Input(revision: JSONString(), patch: true, paths: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout GitShow.Input) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x6F69736976657222, 0x3A226E6F69736976, count: 11) ? 0 : GitShowInputNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 1, maximum: 250) || reader.mismatch() else { return false }
        guard reader.tokenMatches(GitShowInputConstants.pattern4_0) else { return false }
        JSONSlot.fill(&value.revision, reader.takeString())
        if reader.takes(0x226863746170222C, 0x3A22686374617022, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = reader.boolean() else { return false }
        value.patch = __value
        if reader.takes(0x227368746170222C, 0x3A22736874617022, count: 9) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        var elements1: [JSONString] = []
        guard reader.beginArray() else { return false }
        if !reader.emptyArray() {
          let all: [JSONString]? = reader.elements { (reader: inout JSONReader) -> (JSONString)? in
            let element1: JSONString
            guard reader.string() else { return nil }
            guard reader.tokenFits(minimum: 1, maximum: 1024) || reader.mismatch() else { return nil }
            guard reader.tokenMatches(GitShowInputConstants.pattern6_0) else { return nil }
            element1 = reader.takeString()
            return element1
          }
          guard let all else { return false }
          elements1 = all
          guard reader.endArray() else { return false }
        }
        guard elements1.count <= 64 || reader.mismatch() else { return false }
        JSONSlot.fill(&value.paths, elements1)
      default: return false
      }
      if reader.objectEnds() { break }
      __member = GitShowInputNames.member0(&reader, first: false)
    }
    if __seen0 & 0x1 == 0 { JSONSlot.fill(&value.revision, GitShowInputConstants.default1) }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"revision\":\"")
    writer.text(self.revision)
    writer.literal("\",\"patch\":")
    writer.boolean(self.patch)
    if self.paths != nil {
      writer.literal(",\"paths\":")
      writer.array(self.paths!)
    }
    writer.literal("}")
  }
}

private enum GitShowInputNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6863746170 {
        return 1
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x7368746170 {
        return 2
      }
    case 8:
      if reader.tokenWord(0) == 0x6E6F697369766572 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
}

private enum GitShowInputConstants {
  /// `^[A-Za-z0-9_@][A-Za-z0-9_@{}^~./+=#%-]*$`
  static let pattern4_0 = ScalarRun(packed: "0;*;35 35 37 37 43 43 45 57 61 61 64 90 94 95 97 123 125 126;48 57 64 90 95 95 97 122")
  /// `^([^/.:\-\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.|\.[^/.\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.\.[^/\u0000-\u001F\u007F-\u009F]+)(/([^/.\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.|\.[^/.\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.\.[^/\u0000-\u001F\u007F-\u009F]+))*/?$`
  static let pattern6_0 = DFA(packed: "0*32 1*13 2 3 4 1*10 2 1*68 0 5*16 6*16 7*32 0*2 8 9*29 10 11*12 12 11*2 13 14*3 15 0*11;0*17 2 0 3 0*4 4 5 6 7 8 9 10 11 0 2*3 12 0*3 4 5 6 7 8 9 10 11 0 2*2 13 12 0*3 4 5 6 7 8 9 10 11 0*7 2 0*13 2*3 0*15 5 0*13 5*3 0*13 5*2 0*15 7*2 0*13 7*3 0*13 7 0*11 2*2 3 0*4 4 5 6 7 8 9 10 11 0 2*3 0*4 4 5 6 7 8 9 10 11;1;4108")
  static let default1: JSONString = "HEAD"
}

private enum GitShowInputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/git/show.json#/inputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"revision\",1],[\"patch\",2],[\"paths\",3]],[],[]]],[\"tools/git/show.json#/inputSchema/properties/revision\",[\"reference\",4]],[\"tools/git/show.json#/inputSchema/properties/patch\",[\"type\",2]],[\"tools/git/show.json#/inputSchema/properties/paths\",[\"type\",32],[\"array\",5,0,64,0,0,[]]],[\"common/git.json#/$defs/revision\",[\"type\",16],[\"length\",1,250],[\"pattern\",\"^[A-Za-z0-9_@][A-Za-z0-9_@{}^~./+=#%-]*$\",0,\"A branch, tag, commit hash, HEAD~3, or a range such as main..topic.\"]],[\"tools/git/show.json#/inputSchema/properties/paths/items\",[\"reference\",6]],[\"common/path.json#/$defs/projectPath\",[\"type\",16],[\"length\",1,1024],[\"pattern\",\"^([^/.:\\\\-\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+)(/([^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+))*/?$\",1,\"A path inside the project, relative to its root, such as \\\"src/main.c\\\" or \\\".\\\". It must not begin with \\\"/\\\", \\\"-\\\" or \\\":\\\" or contain \\\"..\\\" as a component. Links that lead out of the project and .git folders are rejected.\"]]]",
    matchers: [.run(GitShowInputConstants.pattern4_0), .automaton(GitShowInputConstants.pattern6_0)])
}

extension GitShow {
  /// Schema: `tools/git/show.json#/outputSchema`.
  public enum Output {}
}

extension GitShow.Output: SchemaValidatable {
  public static var program: SchemaProgram { GitShowOutputProgram.program }

  public static func validate(_ reader: inout JSONReader) -> Bool {
    guard GitShowOutputChecks.check0(&reader) else { return false }
    return true
  }
}

private enum GitShowOutputNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x74696D6D6F63 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
}

private enum GitShowOutputChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x2274696D6D6F6322, 0x3A2274696D6D6F63, count: 9) ? 0 : GitShowOutputNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText(maximum: 2097152) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = GitShowOutputNames.member0(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
}

private enum GitShowOutputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/git/show.json#/outputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"commit\",1]],[\"commit\"],[]]],[\"tools/git/show.json#/outputSchema/properties/commit\",[\"type\",16],[\"length\",0,2097152]]]")
}

extension GitShow: ProgramTool {
  public static let definition = ToolDefinition(
    name: "git_show",
    title: "Show commit",
    description: "Shows one commit in full: hash, author, dates, message, the list of changed files and, unless \"patch\" is false, the changes as a unified diff. Use git_log to find commits.",
    file: "tools/git/show.json",
    hints: .init(readOnly: true, destructive: false, idempotent: true, openWorld: false),
    cache: .init(ttlSeconds: 30, maxEntries: 100),
    timeoutSeconds: 30,
    program: .init(name: "git", environment: [(name: "GIT_ALLOW_PROTOCOL", value: "none"), (name: "GIT_CONFIG_COUNT", value: "14"), (name: "GIT_CONFIG_GLOBAL", value: "/dev/null"), (name: "GIT_CONFIG_KEY_0", value: "core.fsmonitor"), (name: "GIT_CONFIG_KEY_1", value: "core.hooksPath"), (name: "GIT_CONFIG_KEY_10", value: "core.attributesFile"), (name: "GIT_CONFIG_KEY_11", value: "core.excludesFile"), (name: "GIT_CONFIG_KEY_12", value: "diff.orderFile"), (name: "GIT_CONFIG_KEY_13", value: "mailmap.file"), (name: "GIT_CONFIG_KEY_2", value: "core.sshCommand"), (name: "GIT_CONFIG_KEY_3", value: "log.showSignature"), (name: "GIT_CONFIG_KEY_4", value: "protocol.ext.allow"), (name: "GIT_CONFIG_KEY_5", value: "format.pretty"), (name: "GIT_CONFIG_KEY_6", value: "log.diffMerges"), (name: "GIT_CONFIG_KEY_7", value: "core.pager"), (name: "GIT_CONFIG_KEY_8", value: "core.askPass"), (name: "GIT_CONFIG_KEY_9", value: "credential.helper"), (name: "GIT_CONFIG_NOSYSTEM", value: "1"), (name: "GIT_CONFIG_VALUE_0", value: "false"), (name: "GIT_CONFIG_VALUE_1", value: "/dev/null"), (name: "GIT_CONFIG_VALUE_10", value: "/dev/null"), (name: "GIT_CONFIG_VALUE_11", value: "/dev/null"), (name: "GIT_CONFIG_VALUE_12", value: "/dev/null"), (name: "GIT_CONFIG_VALUE_13", value: ""), (name: "GIT_CONFIG_VALUE_2", value: "false"), (name: "GIT_CONFIG_VALUE_3", value: "false"), (name: "GIT_CONFIG_VALUE_4", value: "never"), (name: "GIT_CONFIG_VALUE_5", value: "medium"), (name: "GIT_CONFIG_VALUE_6", value: "separate"), (name: "GIT_CONFIG_VALUE_7", value: "cat"), (name: "GIT_CONFIG_VALUE_8", value: ""), (name: "GIT_CONFIG_VALUE_9", value: ""), (name: "GIT_NO_LAZY_FETCH", value: "1"), (name: "GIT_NO_REPLACE_OBJECTS", value: "1"), (name: "GIT_OPTIONAL_LOCKS", value: "0"), (name: "GIT_TERMINAL_PROMPT", value: "0")], successCodes: [0], maxOutputBytes: 2097152, output: .text(member: "commit"), reportsProgress: false, sandbox: .init(profile: .readProject, hasNetwork: false, runsProjectCode: false, memoryBytes: 2147483648, cpuSeconds: 120, fileBytes: 0, openFiles: 1024, processes: 1, mayStartProcesses: false, tier: .kernel)),
    isInline: false,
    listEntry: "{\"name\":\"git_show\",\"title\":\"Show commit\",\"description\":\"Shows one commit in full: hash, author, dates, message, the list of changed files and, unless \\\"patch\\\" is false, the changes as a unified diff. Use git_log to find commits.\",\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"revision\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":250,\"pattern\":\"^[A-Za-z0-9_@][A-Za-z0-9_@{}^~./+=#%-]*$\",\"description\":\"The commit: a hash, branch, tag, or an expression such as HEAD~3.\",\"default\":\"HEAD\"},\"patch\":{\"description\":\"Whether to include the changes line by line, not only the list of files.\",\"type\":\"boolean\",\"default\":true},\"paths\":{\"description\":\"Only show changes to these files or folders.\",\"type\":\"array\",\"maxItems\":64,\"items\":{\"description\":\"A path inside the project, relative to its root, such as \\\"src/main.c\\\" or \\\".\\\". It must not begin with \\\"/\\\", \\\"-\\\" or \\\":\\\" or contain \\\"..\\\" as a component. Links that lead out of the project and .git folders are rejected.\",\"type\":\"string\",\"minLength\":1,\"maxLength\":1024,\"pattern\":\"^([^/.:\\\\-\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+)(/([^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+))*/?$\"}}}},\"outputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"commit\":{\"description\":\"The text printed by git: header, message, list of files, diff.\",\"type\":\"string\",\"maxLength\":2097152}},\"required\":[\"commit\"]},\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,\"openWorldHint\":false}}"
  )
}

extension GitShow {
  /// The argument vector of `git`; every element was proved at build time.
  public static func arguments(_ input: Input) -> ArgumentVector {
    var argv = ArgumentVector()
    argv.literal("--no-pager")
    argv.literal("--literal-pathspecs")
    argv.literal("-c")
    argv.literal("core.fsmonitor=false")
    argv.literal("-c")
    argv.literal("core.hooksPath=/dev/null")
    argv.literal("-c")
    argv.literal("core.sshCommand=false")
    argv.literal("-c")
    argv.literal("protocol.ext.allow=never")
    argv.literal("-c")
    argv.literal("safe.bareRepository=explicit")
    argv.literal("show")
    argv.literal("--no-color")
    argv.literal("--no-show-signature")
    argv.literal("--no-ext-diff")
    argv.literal("--no-textconv")
    argv.literal("--submodule=short")
    argv.literal("--encoding=UTF-8")
    argv.literal("--format=fuller")
    argv.literal("--date=iso-strict")
    argv.literal("--stat")
    if input.patch { argv.literal("--patch") }
    argv.literal("--end-of-options")
    argv.value(input.revision)
    argv.endEntry()
    argv.literal("--")
    for (index, item) in (input.paths ?? []).enumerated() {
      argv.beginPath()
      argv.value(item)
      argv.endEntry(pathFrom: "/paths", index)
    }
    return argv
  }
}
