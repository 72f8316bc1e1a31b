/// What a fuzzer may call: any bytes in, nil or the contradiction found out. None of them may crash, hang or need
/// memory out of proportion; the fuzzer watches that.
package enum FuzzTarget: String, CaseIterable, Sendable {
  case reader, writer, compiler, pattern, generated, http, sse, redis

  /// Runs one input.
  package func contradiction(in bytes: [UInt8]) -> String? {
    switch self {
    case .reader: ReaderTarget.contradiction(in: bytes)
    case .writer: WriterTarget.contradiction(in: bytes)
    case .compiler: CompilerTarget.contradiction(in: bytes)
    case .pattern: PatternTarget.contradiction(in: bytes)
    case .generated: GeneratedTarget.contradiction(in: bytes)
    case .http: HTTPTarget.contradiction(in: bytes)
    case .sse: StreamTarget.contradiction(in: bytes)
    case .redis: RedisTarget.contradiction(in: bytes)
    }
  }
}
