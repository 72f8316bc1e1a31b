// Generated from Schemas/tools/demo/publish_page.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public import ToolRuntime

/// Shows what can go into a program, and nothing else.
public enum PublishPage {}

extension PublishPage {
  /// Schema: `tools/demo/publish_page.json#/inputSchema`.
  public struct Input: Sendable, Hashable {
    public var folder: JSONString?
    public var url: JSONString
    public var key: JSONString?
    public var on: Bool?
    public var list: [JSONString]?
  }

}

extension PublishPage.Input: SchemaDecodable {
  public static var program: SchemaProgram { PublishPageInputProgram.program }
}

extension PublishPage.Input {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "tools/demo/publish_page.json#/inputSchema" }

  public init(folder: JSONString? = nil, url: JSONString, key: JSONString? = nil, on: Bool? = nil, list: [JSONString]? = nil, _: Void = ()) {
    self.init(folder: folder, url: url, key: key, on: on, list: list)
  }

  static var __blank: PublishPage.Input { PublishPage.Input(folder: nil, url: JSONString(), key: nil, on: nil, list: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout PublishPage.Input) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x227265646C6F6622, 0x3A227265646C6F66, count: 9) ? 0 : PublishPageInputNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 1, maximum: 9) || reader.mismatch() else { return false }
        guard reader.tokenMatches(PublishPageInputConstants.pattern1_0) else { return false }
        JSONSlot.fill(&value.folder, reader.takeString())
        if reader.takes(0x3A226C7275222C, count: 7) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 1, maximum: 9) || reader.mismatch() else { return false }
        guard reader.tokenMatches(PublishPageInputConstants.pattern2_0) else { return false }
        JSONSlot.fill(&value.url, reader.takeString())
        if reader.takes(0x3A2279656B222C, count: 7) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard reader.string() else { return false }
        guard reader.tokenFits(minimum: 0, maximum: 9) || reader.mismatch() else { return false }
        guard reader.tokenMatches(PublishPageInputConstants.pattern3_0) else { return false }
        JSONSlot.fill(&value.key, reader.takeString())
        if reader.takes(0x3A226E6F222C, count: 6) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard let __value = reader.boolean() else { return false }
        value.on = __value
        if reader.takes(0x3A227473696C222C, count: 8) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        var elements1: [JSONString] = []
        guard reader.beginArray() else { return false }
        if !reader.emptyArray() {
          let all: [JSONString]? = reader.elements { (reader: inout JSONReader) -> (JSONString)? in
            let element1: JSONString
            guard reader.string() else { return nil }
            guard reader.tokenFits(minimum: 1, maximum: 9) || reader.mismatch() else { return nil }
            guard reader.tokenMatches(PublishPageInputConstants.pattern6_0) else { return nil }
            element1 = reader.takeString()
            return element1
          }
          guard let all else { return false }
          elements1 = all
          guard reader.endArray() else { return false }
        }
        guard elements1.count <= 3 || reader.mismatch() else { return false }
        JSONSlot.fill(&value.list, elements1)
      default: return false
      }
      if reader.objectEnds() { break }
      __member = PublishPageInputNames.member0(&reader, first: false)
    }
    guard __seen0 & 0x2 == 0x2 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

}

extension PublishPage.Input: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Without what the schema calls secret.
  public var description: String { "Input(folder: \(String(describing: self.folder)), url: \(String(describing: self.url)), key: <secret>, on: \(String(describing: self.on)), list: \(String(describing: self.list)))" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

private enum PublishPageInputNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 2:
      if reader.tokenWord(0) & 0xFFFF == 0x6E6F {
        return 3
      }
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x6C7275 {
        return 1
      }
      if reader.tokenWord(0) & 0xFFFFFF == 0x79656B {
        return 2
      }
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x7473696C {
        return 4
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x7265646C6F66 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
}

private enum PublishPageInputConstants {
  /// `^[a-z]+$`
  static let pattern1_0 = ScalarRun(packed: "1;*;97 122")
  /// `^[a-z]+$`
  static let pattern2_0 = ScalarRun(packed: "1;*;97 122")
  /// `^[a-z]+$`
  static let pattern3_0 = ScalarRun(packed: "1;*;97 122")
  /// `^[a-z]+$`
  static let pattern6_0 = ScalarRun(packed: "1;*;97 122")
}

private enum PublishPageInputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/demo/publish_page.json#/inputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"folder\",1],[\"url\",2],[\"key\",3],[\"on\",4],[\"list\",5]],[\"url\"],[]]],[\"tools/demo/publish_page.json#/inputSchema/properties/folder\",[\"type\",16],[\"length\",1,9],[\"pattern\",\"^[a-z]+$\",0]],[\"tools/demo/publish_page.json#/inputSchema/properties/url\",[\"type\",16],[\"length\",1,9],[\"pattern\",\"^[a-z]+$\",1]],[\"tools/demo/publish_page.json#/inputSchema/properties/key\",[\"type\",16],[\"length\",0,9],[\"pattern\",\"^[a-z]+$\",2]],[\"tools/demo/publish_page.json#/inputSchema/properties/on\",[\"type\",2]],[\"tools/demo/publish_page.json#/inputSchema/properties/list\",[\"type\",32],[\"array\",6,0,3,0,0,[]]],[\"tools/demo/publish_page.json#/inputSchema/properties/list/items\",[\"type\",16],[\"length\",1,9],[\"pattern\",\"^[a-z]+$\",3]]]",
    matchers: [.run(PublishPageInputConstants.pattern1_0), .run(PublishPageInputConstants.pattern2_0), .run(PublishPageInputConstants.pattern3_0), .run(PublishPageInputConstants.pattern6_0)])
}

extension PublishPage {
  /// Schema: `tools/demo/publish_page.json#/outputSchema`.
  public enum Output {}
}

extension PublishPage.Output: SchemaValidatable {
  public static var program: SchemaProgram { PublishPageOutputProgram.program }

  public static func validate(_ reader: inout JSONReader) -> Bool {
    guard PublishPageOutputChecks.check0(&reader) else { return false }
    return true
  }
}

private enum PublishPageOutputNames {
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
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
}

private enum PublishPageOutputChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227478657422, count: 7) ? 0 : PublishPageOutputNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText(maximum: 65536) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = PublishPageOutputNames.member0(&reader, first: false)
    }
    return true
  }
}

private enum PublishPageOutputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/demo/publish_page.json#/outputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"text\",1]],[],[]]],[\"tools/demo/publish_page.json#/outputSchema/properties/text\",[\"type\",16],[\"length\",0,65536]]]")
}

extension PublishPage: ProgramTool {
  public static let definition = ToolDefinition(
    name: "publish_page",
    title: "Publish a page",
    description: "Shows what can go into a program, and nothing else.",
    file: "tools/demo/publish_page.json",
    hints: .init(readOnly: true, destructive: false, idempotent: true, openWorld: false),
    cache: nil,
    timeoutSeconds: 5,
    program: .init(name: "demo", environment: [], successCodes: [0], maxOutputBytes: 65536, output: .text(member: "text"), reportsProgress: false, sandbox: .init(profile: .network, hasNetwork: true, runsProjectCode: false, memoryBytes: 2147483648, cpuSeconds: 20, fileBytes: 0, openFiles: 1024, processes: 512, mayStartProcesses: true, tier: .kernel), secrets: [.init(variable: "API_KEY", secret: "KEY")], hosts: .init(member: "url", allow: ["a.example"], retries: 1), pipe: [.init(name: "sort", environment: [(name: "NO_COLOR", value: "1")], successCodes: [0, 1], sandbox: .init(profile: .readProject, hasNetwork: false, runsProjectCode: false, memoryBytes: 2147483648, cpuSeconds: 20, fileBytes: 0, openFiles: 1024, processes: 1, mayStartProcesses: false, tier: .kernel))]),
    isInline: false,
    listEntry: "{\"name\":\"publish_page\",\"title\":\"Publish a page\",\"description\":\"Shows what can go into a program, and nothing else.\",\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"url\"],\"properties\":{\"folder\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":9,\"pattern\":\"^[a-z]+$\"},\"url\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":9,\"pattern\":\"^[a-z]+$\"},\"key\":{\"type\":\"string\",\"maxLength\":9,\"pattern\":\"^[a-z]+$\"},\"on\":{\"type\":\"boolean\"},\"list\":{\"type\":\"array\",\"maxItems\":3,\"items\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":9,\"pattern\":\"^[a-z]+$\"}}}},\"outputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"text\":{\"type\":\"string\",\"maxLength\":65536}}},\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,\"openWorldHint\":false}}"
  )
}

extension PublishPage {
  /// The argument vector of `demo`; every element was proved at build time.
  public static func arguments(_ input: Input) -> ArgumentVector {
    var argv = ArgumentVector()
    argv.text("--to=")
    argv.beginPath()
    argv.value(input.url)
    argv.endEntry(pathFrom: "/url")
    argv.literal(input.on == true ? "--on" : "--off")
    for (index, item) in (input.list ?? []).enumerated() {
      argv.literal("-e")
      argv.beginPath()
      argv.value(item)
      argv.endEntry(pathFrom: "/list", index)
    }
    return argv
  }
}

extension PublishPage {
  /// What goes in beside the arguments; every part was proved at build time.
  public static func feed(_ input: Input) -> ProgramFeed {
    var feed = ProgramFeed()
    var argv = ArgumentVector()
    if let _key = input.key {
      argv.text("key ")
      argv.secret(_key)
      argv.text("\u{a}")
      argv.endEntry()
    }
    feed.takeStandardInput(&argv)
    if let _folder = input.folder {
      argv.beginPath()
      argv.value(_folder)
      argv.endEntry(pathFrom: "/folder")
    }
    feed.takeFolder(&argv)
    argv.beginPath()
    argv.value(input.url)
    argv.endEntry(pathFrom: "/url")
    feed.takeHost(&argv)
    argv.literal("-n")
    feed.takeProgram(&argv)
    return feed
  }
}
