// Generated from Schemas/tools/forms/every_form.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public import ToolRuntime

/// Has every form of argument and input that a tool file can have, for the tests.
public enum EveryForm {}

extension EveryForm {
  /// Schema: `tools/forms/every_form.json#/inputSchema`.
  public struct Input: Sendable, Hashable {
    public var text: JSONString
    public var folder: JSONString
    public var paths: [JSONString]?
    public var level: Int
    public var name: JSONString?
    public var words: [JSONString]?
    public var numbers: [Int]
    public var apply: Bool?
    public var file: JSONString?
  }

}

extension EveryForm.Input: SchemaDecodable {
  public static var program: SchemaProgram { EveryFormInputProgram.program }
}

extension EveryForm.Input {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "tools/forms/every_form.json#/inputSchema" }

  public init(text: JSONString, folder: JSONString, paths: [JSONString]? = nil, level: Int = 3, name: JSONString? = nil, words: [JSONString]? = nil, numbers: [Int] = [1, 2], apply: Bool? = nil, file: JSONString? = nil, _: Void = ()) {
    self.init(text: text, folder: folder, paths: paths, level: level, name: name, words: words, numbers: numbers, apply: apply, file: file)
  }

  static var __blank: EveryForm.Input { EveryForm.Input(text: JSONString(), folder: JSONString(), paths: nil, level: 3, name: nil, words: nil, numbers: [], apply: nil, file: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout EveryForm.Input) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227478657422, count: 7) ? 0 : EveryFormInputNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 0, maximum: 200) || reader.mismatch() else { return false }
        guard reader.tokenMatches(EveryFormInputConstants.pattern1_0) else { return false }
        JSONSlot.fill(&value.text, reader.takeString())
        if reader.takes(0x7265646C6F66222C, 0x3A227265646C6F66, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 1, maximum: 200) || reader.mismatch() else { return false }
        guard reader.tokenMatches(EveryFormInputConstants.pattern2_0) else { return false }
        JSONSlot.fill(&value.folder, reader.takeString())
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
            guard reader.tokenMatches(EveryFormInputConstants.pattern13_0) else { return nil }
            element1 = reader.takeString()
            return element1
          }
          guard let all else { return false }
          elements1 = all
          guard reader.endArray() else { return false }
        }
        guard elements1.count <= 4 || reader.mismatch() else { return false }
        JSONSlot.fill(&value.paths, elements1)
        if reader.takes(0x226C6576656C222C, 0x3A226C6576656C22, count: 9) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard let __value = reader.integer() else { return false }
        guard (__value >= -5 && __value <= 9) || reader.mismatch() else { return false }
        value.level = __value
        if reader.takes(0x3A22656D616E222C, count: 8) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 1, maximum: 40) || reader.mismatch() else { return false }
        guard reader.tokenMatches(EveryFormInputConstants.pattern5_0) else { return false }
        JSONSlot.fill(&value.name, reader.takeString())
        if reader.takes(0x227364726F77222C, 0x3A227364726F7722, count: 9) { fallthrough }
      case 5:
        guard __seen0 & 0x20 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x20
        var elements1: [JSONString] = []
        guard reader.beginArray() else { return false }
        if !reader.emptyArray() {
          let all: [JSONString]? = reader.elements { (reader: inout JSONReader) -> (JSONString)? in
            let element1: JSONString
            guard reader.string() else { return nil }
            guard reader.tokenFits(minimum: 0, maximum: 9) || reader.mismatch() else { return nil }
            guard reader.tokenMatches(EveryFormInputConstants.pattern11_0) else { return nil }
            element1 = reader.takeString()
            return element1
          }
          guard let all else { return false }
          elements1 = all
          guard reader.endArray() else { return false }
        }
        guard elements1.count <= 5 || reader.mismatch() else { return false }
        JSONSlot.fill(&value.words, elements1)
        if reader.takes(0x7265626D756E222C, 0x3A22737265626D75, count: 11) { fallthrough }
      case 6:
        guard __seen0 & 0x40 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x40
        var elements1: [Int] = []
        guard reader.beginArray() else { return false }
        if !reader.emptyArray() {
          let all: [Int]? = reader.elements { (reader: inout JSONReader) -> (Int)? in
            let element1: Int
            guard let __value = reader.integer() else { return nil }
            guard (__value >= 0 && __value <= 99) || reader.mismatch() else { return nil }
            element1 = __value
            return element1
          }
          guard let all else { return false }
          elements1 = all
          guard reader.endArray() else { return false }
        }
        guard elements1.count <= 5 || reader.mismatch() else { return false }
        JSONSlot.fill(&value.numbers, elements1)
        if reader.takes(0x22796C707061222C, 0x3A22796C70706122, count: 9) { fallthrough }
      case 7:
        guard __seen0 & 0x80 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x80
        guard let __value = reader.boolean() else { return false }
        value.apply = __value
        if reader.takes(0x3A22656C6966222C, count: 8) { fallthrough }
      case 8:
        guard __seen0 & 0x100 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x100
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 1, maximum: 1024) || reader.mismatch() else { return false }
        guard reader.tokenMatches(EveryFormInputConstants.pattern13_0) else { return false }
        JSONSlot.fill(&value.file, reader.takeString())
      default: return false
      }
      if reader.objectEnds() { break }
      __member = EveryFormInputNames.member0(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    if __seen0 & 0x40 == 0 { JSONSlot.fill(&value.numbers, EveryFormInputConstants.default7) }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

}

private enum EveryFormInputNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x74786574 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656D616E {
        return 4
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656C6966 {
        return 8
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x7368746170 {
        return 2
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6C6576656C {
        return 3
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x7364726F77 {
        return 5
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x796C707061 {
        return 7
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x7265646C6F66 {
        return 1
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x737265626D756E {
        return 6
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
}

private enum EveryFormInputConstants {
  /// `^[ -~]*$`
  static let pattern1_0 = ScalarRun(packed: "0;*;32 126")
  /// `^[a-z][a-z0-9_/]*$`
  static let pattern2_0 = ScalarRun(packed: "0;*;47 57 95 95 97 122;97 122")
  /// `^[a-z]+$`
  static let pattern5_0 = ScalarRun(packed: "1;*;97 122")
  /// `^[a-z]+$`
  static let pattern11_0 = ScalarRun(packed: "1;*;97 122")
  /// `^([^/.:\-\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.|\.[^/.\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.\.[^/\u0000-\u001F\u007F-\u009F]+)(/([^/.\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.|\.[^/.\u0000-\u001F\u007F-\u009F][^/\u0000-\u001F\u007F-\u009F]*|\.\.[^/\u0000-\u001F\u007F-\u009F]+))*/?$`
  static let pattern13_0 = DFA(packed: "0*32 1*13 2 3 4 1*10 2 1*68 0 5*16 6*16 7*32 0*2 8 9*29 10 11*12 12 11*2 13 14*3 15 0*11;0*17 2 0 3 0*4 4 5 6 7 8 9 10 11 0 2*3 12 0*3 4 5 6 7 8 9 10 11 0 2*2 13 12 0*3 4 5 6 7 8 9 10 11 0*7 2 0*13 2*3 0*15 5 0*13 5*3 0*13 5*2 0*15 7*2 0*13 7*3 0*13 7 0*11 2*2 3 0*4 4 5 6 7 8 9 10 11 0 2*3 0*4 4 5 6 7 8 9 10 11;1;4108")
  static let default7: [Int] = [1, 2]
}

private enum EveryFormInputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/forms/every_form.json#/inputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"text\",1],[\"folder\",2],[\"paths\",3],[\"level\",4],[\"name\",5],[\"words\",6],[\"numbers\",7],[\"apply\",8],[\"file\",9]],[\"text\",\"folder\"],[]]],[\"tools/forms/every_form.json#/inputSchema/properties/text\",[\"type\",16],[\"length\",0,200],[\"pattern\",\"^[ -~]*$\",0]],[\"tools/forms/every_form.json#/inputSchema/properties/folder\",[\"type\",16],[\"length\",1,200],[\"pattern\",\"^[a-z][a-z0-9_/]*$\",1]],[\"tools/forms/every_form.json#/inputSchema/properties/paths\",[\"type\",32],[\"array\",10,0,4,0,0,[]]],[\"tools/forms/every_form.json#/inputSchema/properties/level\",[\"type\",4],[\"range\",-5,9,null,null]],[\"tools/forms/every_form.json#/inputSchema/properties/name\",[\"type\",16],[\"length\",1,40],[\"pattern\",\"^[a-z]+$\",2]],[\"tools/forms/every_form.json#/inputSchema/properties/words\",[\"type\",32],[\"array\",11,0,5,0,0,[]]],[\"tools/forms/every_form.json#/inputSchema/properties/numbers\",[\"type\",32],[\"array\",12,0,5,0,0,[]]],[\"tools/forms/every_form.json#/inputSchema/properties/apply\",[\"type\",2]],[\"tools/forms/every_form.json#/inputSchema/properties/file\",[\"reference\",13]],[\"tools/forms/every_form.json#/inputSchema/properties/paths/items\",[\"reference\",13]],[\"tools/forms/every_form.json#/inputSchema/properties/words/items\",[\"type\",16],[\"length\",0,9],[\"pattern\",\"^[a-z]+$\",3]],[\"tools/forms/every_form.json#/inputSchema/properties/numbers/items\",[\"type\",4],[\"range\",0,99,null,null]],[\"common/path.json#/$defs/projectPath\",[\"type\",16],[\"length\",1,1024],[\"pattern\",\"^([^/.:\\\\-\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+)(/([^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+))*/?$\",4,\"A path inside the project, relative to its root, such as \\\"src/main.c\\\" or \\\".\\\". It must not begin with \\\"/\\\", \\\"-\\\" or \\\":\\\" or contain \\\"..\\\" as a component. Links that lead out of the project and .git folders are rejected.\"]]]",
    matchers: [.run(EveryFormInputConstants.pattern1_0), .run(EveryFormInputConstants.pattern2_0), .run(EveryFormInputConstants.pattern5_0), .run(EveryFormInputConstants.pattern11_0), .automaton(EveryFormInputConstants.pattern13_0)])
}

extension EveryForm {
  /// Schema: `tools/forms/every_form.json#/outputSchema`.
  public enum Output {}
}

extension EveryForm.Output: SchemaValidatable {
  public static var program: SchemaProgram { EveryFormOutputProgram.program }

  public static func validate(_ reader: inout JSONReader) -> Bool {
    guard EveryFormOutputChecks.check0(&reader) else { return false }
    return true
  }
}

private enum EveryFormOutputNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x73656E696C {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
}

private enum EveryFormOutputChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A2273656E696C22, count: 8) ? 0 : EveryFormOutputNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText(maximum: 1000) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = EveryFormOutputNames.member0(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
}

private enum EveryFormOutputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/forms/every_form.json#/outputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"lines\",1]],[\"lines\"],[]]],[\"tools/forms/every_form.json#/outputSchema/properties/lines\",[\"type\",16],[\"length\",0,1000]]]")
}

extension EveryForm: ProgramTool {
  public static let definition = ToolDefinition(
    name: "every_form",
    title: "Every form",
    description: "Has every form of argument and input that a tool file can have, for the tests.",
    file: "tools/forms/every_form.json",
    hints: .init(readOnly: true, destructive: false, idempotent: true, openWorld: false),
    cache: nil,
    timeoutSeconds: 10,
    program: .init(name: "frobnicate", environment: [], successCodes: [0], maxOutputBytes: 65536, output: .text(member: "lines"), reportsProgress: false, sandbox: .init(profile: .readProject, hasNetwork: false, runsProjectCode: false, memoryBytes: 2147483648, cpuSeconds: 40, fileBytes: 0, openFiles: 1024, processes: 512, mayStartProcesses: true, tier: .kernel), pipe: [.init(name: "head", environment: [], successCodes: [0], sandbox: .init(profile: .readProject, hasNetwork: false, runsProjectCode: false, memoryBytes: 2147483648, cpuSeconds: 40, fileBytes: 0, openFiles: 1024, processes: 1, mayStartProcesses: false, tier: .kernel))]),
    isInline: false,
    listEntry: "{\"name\":\"every_form\",\"title\":\"Every form\",\"description\":\"Has every form of argument and input that a tool file can have, for the tests.\",\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"text\",\"folder\"],\"properties\":{\"text\":{\"type\":\"string\",\"maxLength\":200,\"pattern\":\"^[ -~]*$\"},\"folder\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200,\"pattern\":\"^[a-z][a-z0-9_/]*$\"},\"paths\":{\"type\":\"array\",\"maxItems\":4,\"items\":{\"description\":\"A path inside the project, relative to its root, such as \\\"src/main.c\\\" or \\\".\\\". It must not begin with \\\"/\\\", \\\"-\\\" or \\\":\\\" or contain \\\"..\\\" as a component. Links that lead out of the project and .git folders are rejected.\",\"type\":\"string\",\"minLength\":1,\"maxLength\":1024,\"pattern\":\"^([^/.:\\\\-\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+)(/([^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+))*/?$\"}},\"level\":{\"type\":\"integer\",\"minimum\":-5,\"maximum\":9,\"default\":3},\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":40,\"pattern\":\"^[a-z]+$\"},\"words\":{\"type\":\"array\",\"maxItems\":5,\"items\":{\"type\":\"string\",\"maxLength\":9,\"pattern\":\"^[a-z]+$\"}},\"numbers\":{\"type\":\"array\",\"maxItems\":5,\"default\":[1,2.0],\"items\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":99}},\"apply\":{\"type\":\"boolean\"},\"file\":{\"description\":\"A path inside the project, relative to its root, such as \\\"src/main.c\\\" or \\\".\\\". It must not begin with \\\"/\\\", \\\"-\\\" or \\\":\\\" or contain \\\"..\\\" as a component. Links that lead out of the project and .git folders are rejected.\",\"type\":\"string\",\"minLength\":1,\"maxLength\":1024,\"pattern\":\"^([^/.:\\\\-\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+)(/([^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.|\\\\.[^/.\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F][^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*|\\\\.\\\\.[^/\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+))*/?$\"}}},\"outputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"lines\"],\"properties\":{\"lines\":{\"type\":\"string\",\"maxLength\":1000}}},\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,\"openWorldHint\":false}}"
  )
}

extension EveryForm {
  /// The argument vector of `frobnicate`; every element was proved at build time.
  public static func arguments(_ input: Input) -> ArgumentVector {
    var argv = ArgumentVector()
    argv.text("--level=")
    argv.value(input.level)
    argv.endEntry()
    if input.apply == true { argv.literal("--quiet") }
    argv.literal(input.apply == true ? "--apply" : "--dry-run")
    for (index, item) in (input.words ?? []).enumerated() {
      argv.literal("--word")
      argv.beginPath()
      argv.value(item)
      argv.endEntry(pathFrom: "/words", index)
    }
    for item in input.numbers {
      argv.text("--n=")
      argv.value(item)
      argv.endEntry()
    }
    if let _name = input.name {
      argv.text("--pair=")
      argv.beginPath()
      argv.value(_name)
      argv.text(":")
      argv.beginPath()
      argv.value(input.level)
      argv.endEntry(pathFrom: "/name")
    }
    if let _file = input.file {
      argv.text("--file=")
      argv.beginPath()
      argv.value(_file)
      argv.endEntry(pathFrom: "/file")
    }
    if let _file = input.file {
      argv.text("--in=")
      argv.beginPath()
      argv.text("conf/")
      argv.value(_file)
      argv.endEntry(pathFrom: "/file")
    }
    argv.literal("a{b}")
    for (index, item) in (input.paths ?? []).enumerated() {
      argv.beginPath()
      argv.text("./")
      argv.value(item)
      argv.endEntry(pathFrom: "/paths", index)
    }
    return argv
  }
}

extension EveryForm {
  /// What goes in beside the arguments; every part was proved at build time.
  public static func feed(_ input: Input) -> ProgramFeed {
    var feed = ProgramFeed()
    var argv = ArgumentVector()
    argv.text("<")
    argv.value(input.text)
    argv.text(">")
    argv.endEntry()
    feed.takeStandardInput(&argv)
    argv.beginPath()
    argv.value(input.folder)
    argv.endEntry(pathFrom: "/folder")
    feed.takeFolder(&argv)
    argv.text("--lines=")
    argv.value(input.level)
    argv.endEntry()
    feed.takeProgram(&argv)
    return feed
  }
}
