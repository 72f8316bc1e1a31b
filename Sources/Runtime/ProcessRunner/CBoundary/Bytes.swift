// The unsafe lines of this module: the kernel and the subprocess library hand over bytes through pointers.
// Each function borrows its pointer for one call and lets none escape.

import Glibc
import Subprocess
import SystemPackage

extension [UInt8] {
  /// Appends the first `count` bytes of a chunk (all of them when it is shorter).
  mutating func append(prefix count: Int, of chunk: SubprocessOutputSequence.Buffer) {
    unsafe chunk.withUnsafeBytes { unsafe append(contentsOf: $0.prefix(count)) }
  }
}

/// Whether this process may execute the file, judged by the kernel (mode bits, mount options, access lists).
func mayExecute(_ path: String) -> Bool {
  unsafe path.withCString { unsafe access($0, X_OK) } == 0
}

/// The first `limit` bytes of a `/proc` file, or `nil` when it cannot be read (the process is gone).
func readProcFile(_ path: String, limit: Int) -> [UInt8]? {
  guard let descriptor = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else { return nil }
  defer { try? descriptor.close() }
  var bytes = [UInt8](repeating: 0, count: limit)
  var filled = 0
  while filled < limit {
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      return unsafe (try? descriptor.read(into: rest)) ?? 0
    }
    guard count > 0 else { break }
    filled += count
  }
  return Array(bytes.prefix(filled))
}
