// Generated from Schemas/tools/server/cache_stats.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public import ToolRuntime

/// Returns cache statistics since the server started for each tool whose results are cached: current entries, hits, misses, calls that shared the result of a call in flight, evictions and the hit rate. Use it if a result may be stale or a tool seems slower than expected. Tools that are not cached are not listed.
public enum CacheStats {}

extension CacheStats {
  /// Schema: `tools/server/cache_stats.json#/inputSchema`.
  public struct Input: Sendable, Hashable {

    public init() {
    }
  }

}

extension CacheStats.Input: SchemaDecodable {
  public static var program: SchemaProgram { CacheStatsInputProgram.program }
}

extension CacheStats.Input {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "tools/server/cache_stats.json#/inputSchema" }

  static var __blank: CacheStats.Input { CacheStats.Input() }

  static func __read(_ reader: inout JSONReader, into value: inout CacheStats.Input) -> Bool {
    guard reader.beginObject() else { return false }
    if !reader.emptyObject() {
      repeat {
        guard reader.key() else { return false }
        guard reader.mismatch() else { return false }
      } while reader.comma()
      guard reader.endObject() else { return false }
    }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

}

private enum CacheStatsInputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/server/cache_stats.json#/inputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[],[],[]]]]")
}

extension CacheStats {
  /// Schema: `tools/server/cache_stats.json#/outputSchema`.
  public struct Output: Sendable, Hashable {
    public var tools: [CacheStats.OutputToolsItem]

    public init(tools: [CacheStats.OutputToolsItem]) {
      self.tools = tools
    }
  }

  /// Schema: `tools/server/cache_stats.json#/outputSchema/properties/tools/items`.
  public struct OutputToolsItem: Sendable, Hashable {
    public var tool: JSONString
    public var entries: Int
    public var hits: Int
    public var misses: Int
    /// Hits that waited for an identical call in flight.
    public var shared: Int
    public var evictions: Int
    /// Hits per call; omitted before the first call.
    public var hitRate: Double?
  }

}

extension CacheStats.Output: SchemaWritable, SchemaDescribed {
  public static var program: SchemaProgram { CacheStatsOutputProgram.program }
}

extension CacheStats.Output {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "tools/server/cache_stats.json#/outputSchema" }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"tools\":")
    writer.array(self.tools) { element0, writer in
      element0.write(to: &writer)
    }
    writer.literal("}")
  }
}

extension CacheStats.OutputToolsItem {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "tools/server/cache_stats.json#/outputSchema/properties/tools/items" }

  public init(tool: JSONString, entries: Int, hits: Int, misses: Int, shared: Int, evictions: Int, hitRate: Double? = nil, _: Void = ()) {
    self.init(tool: tool, entries: entries, hits: hits, misses: misses, shared: shared, evictions: evictions, hitRate: hitRate)
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"tool\":\"")
    writer.text(self.tool)
    writer.literal("\",\"entries\":")
    writer.integer(self.entries)
    writer.literal(",\"hits\":")
    writer.integer(self.hits)
    writer.literal(",\"misses\":")
    writer.integer(self.misses)
    writer.literal(",\"shared\":")
    writer.integer(self.shared)
    writer.literal(",\"evictions\":")
    writer.integer(self.evictions)
    writer.member(",\"hitRate\":", double: self.hitRate)
    writer.literal("}")
  }
}

private enum CacheStatsOutputProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"tools/server/cache_stats.json#/outputSchema\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"tools\",1]],[\"tools\"],[]]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools\",[\"type\",32],[\"array\",2,0,1000,0,0,[]]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"tool\",3],[\"entries\",4],[\"hits\",5],[\"misses\",6],[\"shared\",7],[\"evictions\",8],[\"hitRate\",9]],[\"tool\",\"entries\",\"hits\",\"misses\",\"shared\",\"evictions\"],[]]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items/properties/tool\",[\"type\",16],[\"length\",0,30]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items/properties/entries\",[\"type\",4],[\"range\",0,100000,null,null]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items/properties/hits\",[\"type\",4],[\"range\",0,9007199254740991,null,null]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items/properties/misses\",[\"type\",4],[\"range\",0,9007199254740991,null,null]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items/properties/shared\",[\"type\",4],[\"range\",0,9007199254740991,null,null]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items/properties/evictions\",[\"type\",4],[\"range\",0,9007199254740991,null,null]],[\"tools/server/cache_stats.json#/outputSchema/properties/tools/items/properties/hitRate\",[\"type\",8],[\"range\",0,1,null,null]]]")
}

extension CacheStats: DeclaredTool {
  public static let definition = ToolDefinition(
    name: "cache_stats",
    title: "Cache statistics",
    description: "Returns cache statistics since the server started for each tool whose results are cached: current entries, hits, misses, calls that shared the result of a call in flight, evictions and the hit rate. Use it if a result may be stale or a tool seems slower than expected. Tools that are not cached are not listed.",
    file: "tools/server/cache_stats.json",
    hints: .init(readOnly: true, destructive: false, idempotent: true, openWorld: false),
    cache: nil,
    timeoutSeconds: 5,
    program: nil,
    isInline: true,
    listEntry: "{\"name\":\"cache_stats\",\"title\":\"Cache statistics\",\"description\":\"Returns cache statistics since the server started for each tool whose results are cached: current entries, hits, misses, calls that shared the result of a call in flight, evictions and the hit rate. Use it if a result may be stale or a tool seems slower than expected. Tools that are not cached are not listed.\",\"inputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}},\"outputSchema\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"tools\"],\"properties\":{\"tools\":{\"type\":\"array\",\"maxItems\":1000,\"items\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"tool\",\"entries\",\"hits\",\"misses\",\"shared\",\"evictions\"],\"properties\":{\"tool\":{\"type\":\"string\",\"maxLength\":30},\"entries\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100000},\"hits\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9007199254740991},\"misses\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9007199254740991},\"shared\":{\"description\":\"Hits that waited for an identical call in flight.\",\"type\":\"integer\",\"minimum\":0,\"maximum\":9007199254740991},\"evictions\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9007199254740991},\"hitRate\":{\"description\":\"Hits per call; omitted before the first call.\",\"type\":\"number\",\"minimum\":0,\"maximum\":1}}}}}},\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,\"openWorldHint\":false}}"
  )
}

/// What Swift code must provide for `cache_stats`.
public protocol CacheStatsHandler: Sendable {
  func cacheStats(_ input: CacheStats.Input) throws(ToolFailure) -> CacheStats.Output
}
