// The unsafe lines of reading: the kernel takes bytes through pointers. Each function borrows its pointer for one call.

import Glibc

/// Whether this process may execute the regular file that the path leads to, judged by the kernel (mode bits, mount
/// options, access lists).
func mayExecute(_ path: String) -> Bool { mayAccess(path, X_OK) }

/// The same for any of the modes of access(2).
func mayAccess(_ path: String, _ mode: Int32) -> Bool {
  unsafe path.withCString { unsafe access($0, mode) } == 0
}

/// Whether the path leads, through links, to a regular file.
func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// Whether the path leads to anything.
func isThere(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0
}

/// The first `limit` bytes of a file, or `nil` when it cannot be read (of `/proc`: the process is gone).
func readProcFile(_ path: String, limit: Int) -> [UInt8]? {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: limit)
  var filled = 0
  while filled < limit {
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe read(descriptor, buffer.baseAddress! + filled, limit - filled)
    }
    guard count > 0 else { break }
    filled += count
  }
  return Array(bytes.prefix(filled))
}

/// What an error number means, in the words of the C library.
func describe(errno number: Int32) -> String {
  var text = [CChar](repeating: 0, count: 128)
  guard unsafe strerror_r(number, &text, text.count) == 0 else { return "error \(number)" }
  return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
