/// What libFuzzer calls, once per input. The target is chosen when this file is compiled, together with the file that
/// holds it: `-D` its name in capitals.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  if let contradiction = Target.contradiction(in: bytes) { fatalError(contradiction) }
  return 0
}

#if READER
  private typealias Target = ReaderTarget
#elseif WRITER
  private typealias Target = WriterTarget
#elseif COMPILER
  private typealias Target = CompilerTarget
#elseif PATTERN
  private typealias Target = PatternTarget
#elseif GENERATED
  private typealias Target = GeneratedTarget
#elseif HTTP
  private typealias Target = HTTPTarget
#elseif SSE
  private typealias Target = StreamTarget
#elseif REDIS
  private typealias Target = RedisTarget
#endif
