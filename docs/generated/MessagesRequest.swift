// Generated from Schemas/providers/anthropic/messages_request.json. Edit the schema, not this file.
package import JSONCore
package import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

package enum MessagesRequest {}

extension MessagesRequest {
  /// The schema as JSON, its references inlined.
  package static var publishedSchema: StaticString { "{\"title\":\"MessagesRequest\",\"description\":\"The request of Anthropic's POST /v1/messages. Members, blocks and tools that are not named here are passed through; those that are named must be valid.\",\"type\":\"object\",\"required\":[\"model\",\"max_tokens\",\"messages\"],\"additionalProperties\":true,\"properties\":{\"model\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":1024},\"max_tokens\":{\"description\":\"0 only warms up the cache.\",\"type\":\"integer\",\"minimum\":0},\"messages\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"role\",\"content\"],\"additionalProperties\":true,\"properties\":{\"role\":{\"enum\":[\"user\",\"assistant\",\"system\"]},\"content\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"anyOf\":[{\"oneOf\":[{\"type\":\"object\",\"required\":[\"type\",\"text\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"text\"},\"text\":{\"type\":\"string\"},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}},{\"type\":\"object\",\"required\":[\"type\",\"source\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"image\"},\"source\":{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"media_type\":{\"type\":\"string\"},\"data\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"},\"file_id\":{\"type\":\"string\"}}},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}},{\"type\":\"object\",\"required\":[\"type\",\"source\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"document\"},\"source\":{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"media_type\":{\"type\":\"string\"},\"data\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"},\"file_id\":{\"type\":\"string\"}}},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}},{\"type\":\"object\",\"required\":[\"type\",\"id\",\"name\",\"input\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"tool_use\"},\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"input\":{\"type\":\"object\"},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}},{\"type\":\"object\",\"required\":[\"type\",\"tool_use_id\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"tool_result\"},\"tool_use_id\":{\"type\":\"string\"},\"content\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}}},{\"type\":\"null\"}]},\"is_error\":{\"type\":[\"boolean\",\"null\"]},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}},{\"type\":\"object\",\"required\":[\"type\",\"thinking\",\"signature\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"thinking\"},\"thinking\":{\"type\":\"string\"},\"signature\":{\"type\":\"string\"}}},{\"type\":\"object\",\"required\":[\"type\",\"data\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"redacted_thinking\"},\"data\":{\"type\":\"string\"}}}]},{\"description\":\"Blocks of server tools, and types of blocks that are newer than this file.\",\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\",\"not\":{\"enum\":[\"text\",\"image\",\"document\",\"tool_use\",\"tool_result\",\"thinking\",\"redacted_thinking\"]}},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}}]}}]}}}},\"system\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"type\",\"text\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"const\":\"text\"},\"text\":{\"type\":\"string\"},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}}},{\"type\":\"null\"}]},\"stream\":{\"type\":[\"boolean\",\"null\"]},\"stop_sequences\":{\"anyOf\":[{\"type\":\"array\",\"items\":{\"type\":\"string\"}},{\"type\":\"null\"}]},\"temperature\":{\"type\":[\"number\",\"null\"],\"minimum\":0,\"maximum\":1},\"top_p\":{\"type\":[\"number\",\"null\"],\"minimum\":0,\"maximum\":1},\"top_k\":{\"type\":[\"integer\",\"null\"],\"minimum\":0},\"tools\":{\"anyOf\":[{\"type\":\"array\",\"items\":{\"anyOf\":[{\"description\":\"A tool defined by the client.\",\"type\":\"object\",\"required\":[\"name\",\"input_schema\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"enum\":[\"custom\",null]},\"name\":{\"type\":\"string\",\"minLength\":1},\"description\":{\"type\":[\"string\",\"null\"]},\"input_schema\":{\"type\":\"object\"},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}},{\"description\":\"A tool of the provider, identified by its dated type.\",\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\",\"not\":{\"const\":\"custom\"}},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]}}}]}},{\"type\":\"null\"}]},\"tool_choice\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"disable_parallel_tool_use\":{\"type\":[\"boolean\",\"null\"]}}},{\"type\":\"null\"}]},\"thinking\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"budget_tokens\":{\"type\":[\"integer\",\"null\"],\"minimum\":1024},\"display\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]},\"metadata\":{\"anyOf\":[{\"type\":\"object\",\"additionalProperties\":true,\"properties\":{\"user_id\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]},\"service_tier\":{\"type\":[\"string\",\"null\"]},\"output_config\":{\"anyOf\":[{\"type\":\"object\",\"additionalProperties\":true,\"properties\":{\"effort\":{\"type\":[\"string\",\"null\"]},\"format\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"schema\":{\"type\":\"object\"}}},{\"type\":\"null\"}]}}},{\"type\":\"null\"}]},\"cache_control\":{\"anyOf\":[{\"type\":\"object\",\"required\":[\"type\"],\"additionalProperties\":true,\"properties\":{\"type\":{\"type\":\"string\"},\"ttl\":{\"type\":[\"string\",\"null\"]}}},{\"type\":\"null\"}]},\"container\":{\"type\":[\"string\",\"object\",\"null\"]},\"inference_geo\":{\"type\":[\"string\",\"null\"]}}}" }
}

extension MessagesRequest {
  /// The request of Anthropic's POST /v1/messages. Members, blocks and tools that are not named here are passed through; those that are named must be valid.
  ///
  /// Schema: `anthropic/messages_request.json#`.
  package enum Value {}
}

extension MessagesRequest.Value: SchemaValidatable {
  package static var program: SchemaProgram { MessagesRequestValueProgram.program }

  package static func validate(_ reader: inout JSONReader) -> Bool {
    guard MessagesRequestValueChecks.check0(&reader) else { return false }
    return true
  }
}

private enum MessagesRequestValueNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6C65646F6D {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x705F706F74 {
        return 7
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6B5F706F74 {
        return 8
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x736C6F6F74 {
        return 9
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x6D6574737973 {
        return 3
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x6D6165727473 {
        return 4
      }
    case 8:
      if reader.tokenWord(0) == 0x736567617373656D {
        return 2
      }
      if reader.tokenWord(0) == 0x676E696B6E696874 {
        return 11
      }
      if reader.tokenWord(0) == 0x617461646174656D {
        return 12
      }
    case 9:
      if reader.tokenWord(0) == 0x656E6961746E6F63 && reader.tokenWord(1) == 0x72656E6961746E6F {
        return 16
      }
    case 10:
      if reader.tokenWord(0) == 0x656B6F745F78616D && reader.tokenWord(2) == 0x736E656B6F745F78 {
        return 1
      }
    case 11:
      if reader.tokenWord(0) == 0x74617265706D6574 && reader.tokenWord(3) == 0x6572757461726570 {
        return 6
      }
      if reader.tokenWord(0) == 0x6F68635F6C6F6F74 && reader.tokenWord(3) == 0x6563696F68635F6C {
        return 10
      }
    case 12:
      if reader.tokenWord(0) == 0x5F65636976726573 && reader.tokenWord(4) == 0x726569745F656369 {
        return 13
      }
    case 13:
      if reader.tokenWord(0) == 0x635F74757074756F && reader.tokenWord(5) == 0x6769666E6F635F74 {
        return 14
      }
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 15
      }
      if reader.tokenWord(0) == 0x636E657265666E69 && reader.tokenWord(5) == 0x6F65675F65636E65 {
        return 17
      }
    case 14:
      if reader.tokenWord(0) == 0x7165735F706F7473 && reader.tokenWord(6) == 0x7365636E65757165 {
        return 5
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member26(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x64695F72657375 {
        return 0
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member30(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656C6F72 {
        return 0
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x746E65746E6F63 {
        return 1
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member37(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656D616E {
        return 1
      }
    case 25:
      if reader.tokenWord(0) == 0x5F656C6261736964 && reader.tokenWord(8) == 0x6C656C6C61726170 && reader.tokenWord(16) == 0x73755F6C6F6F745F && reader.tokenWord(17) == 0x6573755F6C6F6F74 {
        return 2
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member39(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x79616C70736964 {
        return 2
      }
    case 13:
      if reader.tokenWord(0) == 0x745F746567647562 && reader.tokenWord(5) == 0x736E656B6F745F74 {
        return 1
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member42(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x74726F666665 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x74616D726F66 {
        return 1
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member44(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x6C7474 {
        return 1
      }
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    default: break
    }
    return -3
  }
  static func value46(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x227265737522, count: 6) { return 0 }
    if reader.takes(0x6174736973736122, 0x22746E6174736973, count: 11) { return 1 }
    if reader.takes(0x226D657473797322, count: 8) { return 2 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x72657375 {
        return 0
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x6D6574737973 {
        return 2
      }
    case 9:
      if reader.tokenWord(0) == 0x6E61747369737361 && reader.tokenWord(1) == 0x746E617473697373 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member62(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x74786574 {
        return 1
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 2
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member64(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x616D65686373 {
        return 1
      }
    default: break
    }
    return -3
  }
  static func value67(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x227478657422, count: 6) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x74786574 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member70(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656D616E {
        return 1
      }
    case 11:
      if reader.tokenWord(0) == 0x7470697263736564 && reader.tokenWord(3) == 0x6E6F697470697263 {
        return 2
      }
    case 12:
      if reader.tokenWord(0) == 0x63735F7475706E69 && reader.tokenWord(4) == 0x616D656863735F74 {
        return 3
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 4
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member71(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 1
      }
    default: break
    }
    return -3
  }
  static func value75(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x226D6F7473756322, count: 8) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x6D6F74737563 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func tag82_0(_ reader: inout JSONReader) -> Int {
    if reader.starts(0x3A2265707974227B, 0x2274786574223A22, count: 14) { return 0 }
    if reader.starts(0x3A2265707974227B, 0x226567616D69223A, count: 15) { return 1 }
    if reader.starts(0x3A2265707974227B, 0x6E656D75636F6422, 0x22746E656D75636F, count: 18) { return 2 }
    if reader.starts(0x3A2265707974227B, 0x73755F6C6F6F7422, 0x226573755F6C6F6F, count: 18) { return 3 }
    if reader.starts(0x3A2265707974227B, 0x65725F6C6F6F7422, 0x22746C757365725F, count: 21) { return 4 }
    if reader.starts(0x3A2265707974227B, 0x6E696B6E69687422, 0x22676E696B6E6968, count: 18) { return 5 }
    if reader.starts(0x3A2265707974227B, 0x6574636164657222, 0x696B6E6968745F64, 0x22676E696B6E6968, count: 27) { return 6 }
    guard reader.tag([116, 121, 112, 101]) else { return -1 }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x74786574 {
        return 0
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6567616D69 {
        return 1
      }
    case 8:
      if reader.tokenWord(0) == 0x746E656D75636F64 {
        return 2
      }
      if reader.tokenWord(0) == 0x6573755F6C6F6F74 {
        return 3
      }
      if reader.tokenWord(0) == 0x676E696B6E696874 {
        return 5
      }
    case 11:
      if reader.tokenWord(0) == 0x7365725F6C6F6F74 && reader.tokenWord(3) == 0x746C757365725F6C {
        return 4
      }
    case 17:
      if reader.tokenWord(0) == 0x6465746361646572 && reader.tokenWord(8) == 0x6E696B6E6968745F && reader.tokenWord(9) == 0x676E696B6E696874 {
        return 6
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member83(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 1
      }
    default: break
    }
    return -3
  }
  static func value84(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x226D6F7473756322, count: 8) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x6D6F74737563 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member86(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x656372756F73 {
        return 1
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 2
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member87(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x656372756F73 {
        return 1
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 2
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member88(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 2:
      if reader.tokenWord(0) & 0xFFFF == 0x6469 {
        return 1
      }
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656D616E {
        return 2
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x7475706E69 {
        return 3
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 4
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member89(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x746E65746E6F63 {
        return 2
      }
    case 8:
      if reader.tokenWord(0) == 0x726F7272655F7369 {
        return 3
      }
    case 11:
      if reader.tokenWord(0) == 0x6573755F6C6F6F74 && reader.tokenWord(3) == 0x64695F6573755F6C {
        return 1
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 4
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member90(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 8:
      if reader.tokenWord(0) == 0x676E696B6E696874 {
        return 1
      }
    case 9:
      if reader.tokenWord(0) == 0x727574616E676973 && reader.tokenWord(1) == 0x65727574616E6769 {
        return 2
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member91(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x61746164 {
        return 1
      }
    default: break
    }
    return -3
  }
  static func value94(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x226567616D6922, count: 7) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6567616D69 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value97(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x6E656D75636F6422, 0x22746E656D75636F, count: 10) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 8:
      if reader.tokenWord(0) == 0x746E656D75636F64 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value100(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x73755F6C6F6F7422, 0x226573755F6C6F6F, count: 10) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 8:
      if reader.tokenWord(0) == 0x6573755F6C6F6F74 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value105(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x65725F6C6F6F7422, 0x22746C757365725F, count: 13) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 11:
      if reader.tokenWord(0) == 0x7365725F6C6F6F74 && reader.tokenWord(3) == 0x746C757365725F6C {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value110(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x6E696B6E69687422, 0x22676E696B6E6968, count: 10) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 8:
      if reader.tokenWord(0) == 0x676E696B6E696874 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value113(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x6574636164657222, 0x696B6E6968745F64, 0x22676E696B6E6968, count: 19) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 17:
      if reader.tokenWord(0) == 0x6465746361646572 && reader.tokenWord(8) == 0x6E696B6E6968745F && reader.tokenWord(9) == 0x676E696B6E696874 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value115(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x227478657422, count: 6) { return 0 }
    if reader.takes(0x226567616D6922, count: 7) { return 1 }
    if reader.takes(0x6E656D75636F6422, 0x22746E656D75636F, count: 10) { return 2 }
    if reader.takes(0x73755F6C6F6F7422, 0x226573755F6C6F6F, count: 10) { return 3 }
    if reader.takes(0x65725F6C6F6F7422, 0x22746C757365725F, count: 13) { return 4 }
    if reader.takes(0x6E696B6E69687422, 0x22676E696B6E6968, count: 10) { return 5 }
    if reader.takes(0x6574636164657222, 0x696B6E6968745F64, 0x22676E696B6E6968, count: 19) { return 6 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x74786574 {
        return 0
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6567616D69 {
        return 1
      }
    case 8:
      if reader.tokenWord(0) == 0x746E656D75636F64 {
        return 2
      }
      if reader.tokenWord(0) == 0x6573755F6C6F6F74 {
        return 3
      }
      if reader.tokenWord(0) == 0x676E696B6E696874 {
        return 5
      }
    case 11:
      if reader.tokenWord(0) == 0x7365725F6C6F6F74 && reader.tokenWord(3) == 0x746C757365725F6C {
        return 4
      }
    case 17:
      if reader.tokenWord(0) == 0x6465746361646572 && reader.tokenWord(8) == 0x6E696B6E6968745F && reader.tokenWord(9) == 0x676E696B6E696874 {
        return 6
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member116(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x6C7275 {
        return 3
      }
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x61746164 {
        return 2
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x64695F656C6966 {
        return 4
      }
    case 10:
      if reader.tokenWord(0) == 0x79745F616964656D && reader.tokenWord(2) == 0x657079745F616964 {
        return 1
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member126(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65707974 {
        return 0
      }
    case 13:
      if reader.tokenWord(0) == 0x6F635F6568636163 && reader.tokenWord(5) == 0x6C6F72746E6F635F {
        return 1
      }
    default: break
    }
    return -3
  }
}

private enum MessagesRequestValueChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226C65646F6D22, count: 8) ? 0 : MessagesRequestValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText(minimum: 1, maximum: 1024) else { return false }
        if reader.takes(0x6F745F78616D222C, 0x3A22736E656B6F74, count: 14) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        if let __value = reader.plainInteger() {
          guard __value >= 0 || reader.mismatch() else { return false }
        } else {
          guard reader.number(in: MessagesRequestValueConstants.range2, whole: true) else { return false }
        }
        if reader.takes(0x67617373656D222C, 0x3A22736567617373, count: 12) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard MessagesRequestValueChecks.check19(&reader) else { return false }
        if reader.takes(0x6D6574737973222C, 0x3A226D6574737973, count: 10) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard MessagesRequestValueChecks.check20(&reader) else { return false }
        if reader.takes(0x6D6165727473222C, 0x3A226D6165727473, count: 10) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.boolean() != nil else { return false }
        }
        if reader.takes(0x735F706F7473222C, 0x7365636E65757165, 0x3A227365636E6575, count: 18) { fallthrough }
      case 5:
        guard __seen0 & 0x20 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x20
        guard MessagesRequestValueChecks.check6(&reader) else { return false }
        if reader.takes(0x7265706D6574222C, 0x3A22657275746172, count: 15) { fallthrough }
      case 6:
        guard __seen0 & 0x40 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x40
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          if let __value = reader.plainDouble() {
            guard (__value >= 0 && __value <= 1) || reader.mismatch() else { return false }
          } else {
            guard reader.number(in: MessagesRequestValueConstants.range7, whole: false) else { return false }
          }
        }
        if reader.takes(0x22705F706F74222C, 0x3A22705F706F7422, count: 9) { fallthrough }
      case 7:
        guard __seen0 & 0x80 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x80
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          if let __value = reader.plainDouble() {
            guard (__value >= 0 && __value <= 1) || reader.mismatch() else { return false }
          } else {
            guard reader.number(in: MessagesRequestValueConstants.range8, whole: false) else { return false }
          }
        }
        if reader.takes(0x226B5F706F74222C, 0x3A226B5F706F7422, count: 9) { fallthrough }
      case 8:
        guard __seen0 & 0x100 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x100
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          if let __value = reader.plainInteger() {
            guard __value >= 0 || reader.mismatch() else { return false }
          } else {
            guard reader.number(in: MessagesRequestValueConstants.range9, whole: true) else { return false }
          }
        }
        if reader.takes(0x22736C6F6F74222C, 0x3A22736C6F6F7422, count: 9) { fallthrough }
      case 9:
        guard __seen0 & 0x200 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x200
        guard MessagesRequestValueChecks.check23(&reader) else { return false }
        if reader.takes(0x635F6C6F6F74222C, 0x3A226563696F6863, count: 15) { fallthrough }
      case 10:
        guard __seen0 & 0x400 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x400
        guard MessagesRequestValueChecks.check24(&reader) else { return false }
        if reader.takes(0x696B6E696874222C, 0x3A22676E696B6E69, count: 12) { fallthrough }
      case 11:
        guard __seen0 & 0x800 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x800
        guard MessagesRequestValueChecks.check25(&reader) else { return false }
        if reader.takes(0x61646174656D222C, 0x3A22617461646174, count: 12) { fallthrough }
      case 12:
        guard __seen0 & 0x1000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1000
        guard MessagesRequestValueChecks.check13(&reader) else { return false }
        if reader.takes(0x636976726573222C, 0x3A22726569745F65, count: 16) { fallthrough }
      case 13:
        guard __seen0 & 0x2000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2000
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText() else { return false }
        }
        if reader.takes(0x74757074756F222C, 0x226769666E6F635F, 0x3A226769666E6F63, count: 17) { fallthrough }
      case 14:
        guard __seen0 & 0x4000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4000
        guard MessagesRequestValueChecks.check28(&reader) else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 15:
        guard __seen0 & 0x8000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8000
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
        if reader.takes(0x6961746E6F63222C, 0x3A2272656E696174, count: 13) { fallthrough }
      case 16:
        guard __seen0 & 0x10000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10000
        guard MessagesRequestValueChecks.check17(&reader) else { return false }
        if reader.takes(0x657265666E69222C, 0x226F65675F65636E, 0x3A226F65675F6563, count: 17) { fallthrough }
      case 17:
        guard __seen0 & 0x20000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x20000
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText() else { return false }
        }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member0(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x7 == 0x7 || reader.mismatch() else { return false }
    return true
  }
  static func check6(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x5B:
      guard MessagesRequestValueChecks.check21(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check22(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check13(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard MessagesRequestValueChecks.check26(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check27(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check17(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x6E, 0x22, 0x7B:
      guard reader.skipValue() else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check19(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard MessagesRequestValueChecks.check30(&reader) else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check20(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x22:
      guard MessagesRequestValueChecks.check31(&reader) else { return false }
    case 0x5B:
      guard MessagesRequestValueChecks.check32(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check33(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check21(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard reader.skipText() else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check22(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check23(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x5B:
      guard MessagesRequestValueChecks.check35(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check36(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check24(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard MessagesRequestValueChecks.check37(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check38(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check25(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard MessagesRequestValueChecks.check39(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check40(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check26(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x64695F7265737522, 0x3A2264695F726573, count: 10) ? 0 : MessagesRequestValueNames.member26(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText() else { return false }
        }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member26(&reader, first: false)
    }
    reader.endKeys(__level)
    return true
  }
  static func check27(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check28(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard MessagesRequestValueChecks.check42(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check43(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check29(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard MessagesRequestValueChecks.check44(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check45(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check30(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A22656C6F7222, count: 7) ? 0 : MessagesRequestValueNames.member30(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value46(&reader) >= 0 else { return false }
        if reader.takes(0x6E65746E6F63222C, 0x3A22746E65746E6F, count: 11) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check47(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member30(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check31(_ reader: inout JSONReader) -> Bool {
    guard reader.skipText() else { return false }
    return true
  }
  static func check32(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard MessagesRequestValueChecks.check62(&reader) else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check33(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check35(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard MessagesRequestValueChecks.check63(&reader) else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check36(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check37(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member37(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText() else { return false }
        if reader.takes(0x3A22656D616E222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
        if reader.takes(0x6C6261736964222C, 0x6C6C617261705F65, 0x5F6C6F6F745F6C65, 0x3A226573755F6C6F, count: 29) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.boolean() != nil else { return false }
        }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member37(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check38(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check39(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member39(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText() else { return false }
        if reader.takes(0x746567647562222C, 0x22736E656B6F745F, 0x3A22736E656B6F74, count: 17) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          if let __value = reader.plainInteger() {
            guard __value >= 1024 || reader.mismatch() else { return false }
          } else {
            guard reader.number(in: MessagesRequestValueConstants.range54, whole: true) else { return false }
          }
        }
        if reader.takes(0x616C70736964222C, 0x3A2279616C707369, count: 11) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText() else { return false }
        }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member39(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check40(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check42(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x2274726F66666522, 0x3A2274726F666665, count: 9) ? 0 : MessagesRequestValueNames.member42(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText() else { return false }
        }
        if reader.takes(0x74616D726F66222C, 0x3A2274616D726F66, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check57(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member42(&reader, first: false)
    }
    reader.endKeys(__level)
    return true
  }
  static func check43(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check44(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member44(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText() else { return false }
        if reader.takes(0x3A226C7474222C, count: 7) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText() else { return false }
        }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member44(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check45(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check47(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x22:
      guard MessagesRequestValueChecks.check60(&reader) else { return false }
    case 0x5B:
      guard MessagesRequestValueChecks.check61(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check57(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard MessagesRequestValueChecks.check64(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check65(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check60(_ reader: inout JSONReader) -> Bool {
    guard reader.skipText() else { return false }
    return true
  }
  static func check61(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard MessagesRequestValueChecks.check74(&reader) else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check62(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member62(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value67(&reader) >= 0 else { return false }
        if reader.takes(0x3A2274786574222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member62(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check63(_ reader: inout JSONReader) -> Bool {
    __any: do {
      let __mark = reader.mark
      if MessagesRequestValueChecks.check70(&reader) { break __any }
      reader.reset(to: __mark)
      guard MessagesRequestValueChecks.check71(&reader) else { return false }
    }
    return true
  }
  static func check64(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member64(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText() else { return false }
        if reader.takes(0x616D65686373222C, 0x3A22616D65686373, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check73(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member64(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check65(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check70(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member70(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard MessagesRequestValueNames.value75(&reader) >= 0 else { return false }
        }
        if reader.takes(0x3A22656D616E222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText(minimum: 1) else { return false }
        if reader.takes(0x697263736564222C, 0x3A226E6F69747069, count: 15) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText() else { return false }
        }
        if reader.takes(0x5F7475706E69222C, 0x3A22616D65686373, count: 16) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard MessagesRequestValueChecks.check78(&reader) else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member70(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0xa == 0xa || reader.mismatch() else { return false }
    return true
  }
  static func check71(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member71(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueChecks.check80(&reader) else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member71(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check73(_ reader: inout JSONReader) -> Bool {
    guard reader.skipValue(of: .object) else { return false }
    return true
  }
  static func check74(_ reader: inout JSONReader) -> Bool {
    __any: do {
      let __mark = reader.mark
      if MessagesRequestValueChecks.check82(&reader) { break __any }
      reader.reset(to: __mark)
      guard MessagesRequestValueChecks.check83(&reader) else { return false }
    }
    return true
  }
  static func check78(_ reader: inout JSONReader) -> Bool {
    guard reader.skipValue(of: .object) else { return false }
    return true
  }
  static func check80(_ reader: inout JSONReader) -> Bool {
    guard !reader.probe({ MessagesRequestValueChecks.check84(&$0) }) || reader.mismatch() else { return false }
    guard reader.skipText() else { return false }
    return true
  }
  static func check82(_ reader: inout JSONReader) -> Bool {
    switch MessagesRequestValueNames.tag82_0(&reader) {
    case 0:
      guard MessagesRequestValueChecks.check62(&reader) else { return false }
    case 1:
      guard MessagesRequestValueChecks.check86(&reader) else { return false }
    case 2:
      guard MessagesRequestValueChecks.check87(&reader) else { return false }
    case 3:
      guard MessagesRequestValueChecks.check88(&reader) else { return false }
    case 4:
      guard MessagesRequestValueChecks.check89(&reader) else { return false }
    case 5:
      guard MessagesRequestValueChecks.check90(&reader) else { return false }
    case 6:
      guard MessagesRequestValueChecks.check91(&reader) else { return false }
    default: return false
    }
    return true
  }
  static func check83(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member83(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueChecks.check92(&reader) else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member83(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check84(_ reader: inout JSONReader) -> Bool {
    guard MessagesRequestValueNames.value84(&reader) >= 0 else { return false }
    return true
  }
  static func check86(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member86(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value94(&reader) >= 0 else { return false }
        if reader.takes(0x656372756F73222C, 0x3A22656372756F73, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check116(&reader) else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member86(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check87(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member87(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value97(&reader) >= 0 else { return false }
        if reader.takes(0x656372756F73222C, 0x3A22656372756F73, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check116(&reader) else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member87(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check88(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member88(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value100(&reader) >= 0 else { return false }
        if reader.takes(0x3A226469222C, count: 6) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
        if reader.takes(0x3A22656D616E222C, count: 8) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard reader.skipText() else { return false }
        if reader.takes(0x227475706E69222C, 0x3A227475706E6922, count: 9) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard MessagesRequestValueChecks.check103(&reader) else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member88(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0xf == 0xf || reader.mismatch() else { return false }
    return true
  }
  static func check89(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member89(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value105(&reader) >= 0 else { return false }
        if reader.takes(0x755F6C6F6F74222C, 0x3A2264695F657375, count: 15) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
        if reader.takes(0x6E65746E6F63222C, 0x3A22746E65746E6F, count: 11) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard MessagesRequestValueChecks.check107(&reader) else { return false }
        if reader.takes(0x7272655F7369222C, 0x3A22726F7272655F, count: 12) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.boolean() != nil else { return false }
        }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member89(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check90(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member90(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value110(&reader) >= 0 else { return false }
        if reader.takes(0x696B6E696874222C, 0x3A22676E696B6E69, count: 12) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
        if reader.takes(0x74616E676973222C, 0x3A2265727574616E, count: 13) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard reader.skipText() else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member90(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x7 == 0x7 || reader.mismatch() else { return false }
    return true
  }
  static func check91(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member91(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard MessagesRequestValueNames.value113(&reader) >= 0 else { return false }
        if reader.takes(0x3A2261746164222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member91(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check92(_ reader: inout JSONReader) -> Bool {
    guard !reader.probe({ MessagesRequestValueChecks.check115(&$0) }) || reader.mismatch() else { return false }
    guard reader.skipText() else { return false }
    return true
  }
  static func check103(_ reader: inout JSONReader) -> Bool {
    guard reader.skipValue(of: .object) else { return false }
    return true
  }
  static func check107(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x22:
      guard MessagesRequestValueChecks.check117(&reader) else { return false }
    case 0x5B:
      guard MessagesRequestValueChecks.check118(&reader) else { return false }
    case 0x6E:
      guard MessagesRequestValueChecks.check119(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check115(_ reader: inout JSONReader) -> Bool {
    guard MessagesRequestValueNames.value115(&reader) >= 0 else { return false }
    return true
  }
  static func check116(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member116(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText() else { return false }
        if reader.takes(0x5F616964656D222C, 0x3A22657079745F61, count: 14) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
        if reader.takes(0x3A2261746164222C, count: 8) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard reader.skipText() else { return false }
        if reader.takes(0x3A226C7275222C, count: 7) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard reader.skipText() else { return false }
        if reader.takes(0x695F656C6966222C, 0x3A2264695F656C69, count: 11) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard reader.skipText() else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member116(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check117(_ reader: inout JSONReader) -> Bool {
    guard reader.skipText() else { return false }
    return true
  }
  static func check118(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard MessagesRequestValueChecks.check126(&reader) else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check119(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check126(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A226570797422, count: 7) ? 0 : MessagesRequestValueNames.member126(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText() else { return false }
        if reader.takes(0x5F6568636163222C, 0x226C6F72746E6F63, 0x3A226C6F72746E6F, count: 17) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard MessagesRequestValueChecks.check29(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = MessagesRequestValueNames.member126(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
}

private enum MessagesRequestValueConstants {
  static let range2 = NumberRange(minimum: JSONDecimal(text: "0"))
  static let range7 = NumberRange(minimum: JSONDecimal(text: "0"), maximum: JSONDecimal(text: "1"))
  static let range8 = NumberRange(minimum: JSONDecimal(text: "0"), maximum: JSONDecimal(text: "1"))
  static let range9 = NumberRange(minimum: JSONDecimal(text: "0"))
  static let range54 = NumberRange(minimum: JSONDecimal(text: "1024"))
}

private enum MessagesRequestValueProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"anthropic/messages_request.json#\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"model\",1],[\"max_tokens\",2],[\"messages\",3],[\"system\",4],[\"stream\",5],[\"stop_sequences\",6],[\"temperature\",7],[\"top_p\",8],[\"top_k\",9],[\"tools\",10],[\"tool_choice\",11],[\"thinking\",12],[\"metadata\",13],[\"service_tier\",14],[\"output_config\",15],[\"cache_control\",16],[\"container\",17],[\"inference_geo\",18]],[\"model\",\"max_tokens\",\"messages\"],[]]],[\"anthropic/messages_request.json#/properties/model\",[\"type\",16],[\"length\",1,1024]],[\"anthropic/messages_request.json#/properties/max_tokens\",[\"type\",4],[\"range\",0,null,null,null]],[\"anthropic/messages_request.json#/properties/messages\",[\"reference\",19]],[\"anthropic/messages_request.json#/properties/system\",[\"reference\",20]],[\"anthropic/messages_request.json#/properties/stream\",[\"type\",3]],[\"anthropic/messages_request.json#/properties/stop_sequences\",[\"anyOf\",[21,22]]],[\"anthropic/messages_request.json#/properties/temperature\",[\"type\",9],[\"range\",0,1,null,null]],[\"anthropic/messages_request.json#/properties/top_p\",[\"type\",9],[\"range\",0,1,null,null]],[\"anthropic/messages_request.json#/properties/top_k\",[\"type\",5],[\"range\",0,null,null,null]],[\"anthropic/messages_request.json#/properties/tools\",[\"reference\",23]],[\"anthropic/messages_request.json#/properties/tool_choice\",[\"reference\",24]],[\"anthropic/messages_request.json#/properties/thinking\",[\"reference\",25]],[\"anthropic/messages_request.json#/properties/metadata\",[\"anyOf\",[26,27]]],[\"anthropic/messages_request.json#/properties/service_tier\",[\"type\",17]],[\"anthropic/messages_request.json#/properties/output_config\",[\"reference\",28]],[\"anthropic/messages_request.json#/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/properties/container\",[\"type\",81]],[\"anthropic/messages_request.json#/properties/inference_geo\",[\"type\",17]],[\"anthropic/messages_request.json#/$defs/messages\",[\"type\",32],[\"array\",30,0,null,0,0,[]]],[\"anthropic/messages_request.json#/$defs/system\",[\"anyOf\",[31,32,33]]],[\"anthropic/messages_request.json#/properties/stop_sequences/anyOf/0\",[\"type\",32],[\"array\",34,0,null,0,0,[]]],[\"anthropic/messages_request.json#/properties/stop_sequences/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/tools\",[\"anyOf\",[35,36]]],[\"anthropic/messages_request.json#/$defs/toolChoice\",[\"anyOf\",[37,38]]],[\"anthropic/messages_request.json#/$defs/thinking\",[\"anyOf\",[39,40]]],[\"anthropic/messages_request.json#/properties/metadata/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"user_id\",41]],[],[]]],[\"anthropic/messages_request.json#/properties/metadata/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/outputConfig\",[\"anyOf\",[42,43]]],[\"anthropic/messages_request.json#/$defs/cacheControl\",[\"anyOf\",[44,45]]],[\"anthropic/messages_request.json#/$defs/messages/items\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"role\",46],[\"content\",47]],[\"role\",\"content\"],[]]],[\"anthropic/messages_request.json#/$defs/system/anyOf/0\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/system/anyOf/1\",[\"type\",32],[\"array\",48,0,null,0,0,[]]],[\"anthropic/messages_request.json#/$defs/system/anyOf/2\",[\"type\",1]],[\"anthropic/messages_request.json#/properties/stop_sequences/anyOf/0/items\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/tools/anyOf/0\",[\"type\",32],[\"array\",49,0,null,0,0,[]]],[\"anthropic/messages_request.json#/$defs/tools/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/toolChoice/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",50],[\"name\",51],[\"disable_parallel_tool_use\",52]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/toolChoice/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/thinking/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",53],[\"budget_tokens\",54],[\"display\",55]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/thinking/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/properties/metadata/anyOf/0/properties/user_id\",[\"type\",17]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"effort\",56],[\"format\",57]],[],[]]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/cacheControl/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",58],[\"ttl\",59]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/cacheControl/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/messages/items/properties/role\",[\"enumeration\",\"user\",\"assistant\",\"system\"]],[\"anthropic/messages_request.json#/$defs/messages/items/properties/content\",[\"anyOf\",[60,61]]],[\"anthropic/messages_request.json#/$defs/system/anyOf/1/items\",[\"reference\",62]],[\"anthropic/messages_request.json#/$defs/tools/anyOf/0/items\",[\"reference\",63]],[\"anthropic/messages_request.json#/$defs/toolChoice/anyOf/0/properties/type\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/toolChoice/anyOf/0/properties/name\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/toolChoice/anyOf/0/properties/disable_parallel_tool_use\",[\"type\",3]],[\"anthropic/messages_request.json#/$defs/thinking/anyOf/0/properties/type\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/thinking/anyOf/0/properties/budget_tokens\",[\"type\",5],[\"range\",1024,null,null,null]],[\"anthropic/messages_request.json#/$defs/thinking/anyOf/0/properties/display\",[\"type\",17]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/0/properties/effort\",[\"type\",17]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/0/properties/format\",[\"anyOf\",[64,65]]],[\"anthropic/messages_request.json#/$defs/cacheControl/anyOf/0/properties/type\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/cacheControl/anyOf/0/properties/ttl\",[\"type\",17]],[\"anthropic/messages_request.json#/$defs/messages/items/properties/content/anyOf/0\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/messages/items/properties/content/anyOf/1\",[\"type\",32],[\"array\",66,0,null,0,0,[]]],[\"anthropic/messages_request.json#/$defs/text\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",67],[\"text\",68],[\"cache_control\",69]],[\"type\",\"text\"],[]]],[\"anthropic/messages_request.json#/$defs/tool\",[\"anyOf\",[70,71]]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/0/properties/format/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",72],[\"schema\",73]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/0/properties/format/anyOf/1\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/messages/items/properties/content/anyOf/1/items\",[\"reference\",74]],[\"anthropic/messages_request.json#/$defs/text/properties/type\",[\"const\",\"text\"]],[\"anthropic/messages_request.json#/$defs/text/properties/text\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/text/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",75],[\"name\",76],[\"description\",77],[\"input_schema\",78],[\"cache_control\",79]],[\"name\",\"input_schema\"],[]]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/1\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",80],[\"cache_control\",81]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/0/properties/format/anyOf/0/properties/type\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/outputConfig/anyOf/0/properties/format/anyOf/0/properties/schema\",[\"type\",64]],[\"anthropic/messages_request.json#/$defs/block\",[\"anyOf\",[82,83]]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/0/properties/type\",[\"enumeration\",\"custom\",null]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/0/properties/name\",[\"type\",16],[\"length\",1,null]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/0/properties/description\",[\"type\",17]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/0/properties/input_schema\",[\"type\",64]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/0/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/1/properties/type\",[\"type\",16],[\"not\",84]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/1/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0\",[\"oneOf\",[85,86,87,88,89,90,91],\"type\",[[\"text\"],[\"image\"],[\"document\"],[\"tool_use\"],[\"tool_result\"],[\"thinking\"],[\"redacted_thinking\"]]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/1\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",92],[\"cache_control\",93]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/tool/anyOf/1/properties/type/not\",[\"const\",\"custom\"]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/0\",[\"reference\",62]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/1\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",94],[\"source\",95],[\"cache_control\",96]],[\"type\",\"source\"],[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/2\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",97],[\"source\",98],[\"cache_control\",99]],[\"type\",\"source\"],[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/3\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",100],[\"id\",101],[\"name\",102],[\"input\",103],[\"cache_control\",104]],[\"type\",\"id\",\"name\",\"input\"],[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",105],[\"tool_use_id\",106],[\"content\",107],[\"is_error\",108],[\"cache_control\",109]],[\"type\",\"tool_use_id\"],[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/5\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",110],[\"thinking\",111],[\"signature\",112]],[\"type\",\"thinking\",\"signature\"],[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/6\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",113],[\"data\",114]],[\"type\",\"data\"],[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/1/properties/type\",[\"type\",16],[\"not\",115]],[\"anthropic/messages_request.json#/$defs/block/anyOf/1/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/1/properties/type\",[\"const\",\"image\"]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/1/properties/source\",[\"reference\",116]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/1/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/2/properties/type\",[\"const\",\"document\"]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/2/properties/source\",[\"reference\",116]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/2/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/3/properties/type\",[\"const\",\"tool_use\"]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/3/properties/id\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/3/properties/name\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/3/properties/input\",[\"type\",64]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/3/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/type\",[\"const\",\"tool_result\"]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/tool_use_id\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/content\",[\"anyOf\",[117,118,119]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/is_error\",[\"type\",3]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/cache_control\",[\"reference\",29]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/5/properties/type\",[\"const\",\"thinking\"]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/5/properties/thinking\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/5/properties/signature\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/6/properties/type\",[\"const\",\"redacted_thinking\"]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/6/properties/data\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/1/properties/type/not\",[\"enumeration\",\"text\",\"image\",\"document\",\"tool_use\",\"tool_result\",\"thinking\",\"redacted_thinking\"]],[\"anthropic/messages_request.json#/$defs/source\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",120],[\"media_type\",121],[\"data\",122],[\"url\",123],[\"file_id\",124]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/content/anyOf/0\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/content/anyOf/1\",[\"type\",32],[\"array\",125,0,null,0,0,[]]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/content/anyOf/2\",[\"type\",1]],[\"anthropic/messages_request.json#/$defs/source/properties/type\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/source/properties/media_type\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/source/properties/data\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/source/properties/url\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/source/properties/file_id\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/block/anyOf/0/oneOf/4/properties/content/anyOf/1/items\",[\"reference\",126]],[\"anthropic/messages_request.json#/$defs/typed\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"type\",127],[\"cache_control\",128]],[\"type\"],[]]],[\"anthropic/messages_request.json#/$defs/typed/properties/type\",[\"type\",16]],[\"anthropic/messages_request.json#/$defs/typed/properties/cache_control\",[\"reference\",29]]]")
}
