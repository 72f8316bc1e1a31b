import FuzzTargets

/// What libFuzzer calls, once per input. The target is chosen when this file is compiled: `-D` its name in capitals.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  if let contradiction = target.contradiction(in: bytes) { fatalError(contradiction) }
  return 0
}

#if READER
  private let target = FuzzTarget.reader
#elseif WRITER
  private let target = FuzzTarget.writer
#elseif COMPILER
  private let target = FuzzTarget.compiler
#elseif PATTERN
  private let target = FuzzTarget.pattern
#elseif GENERATED
  private let target = FuzzTarget.generated
#elseif HTTP
  private let target = FuzzTarget.http
#elseif SSE
  private let target = FuzzTarget.sse
#endif
