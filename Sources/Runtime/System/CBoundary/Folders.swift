// Every pointer here is lent for one call; `readdir`'s entry is read before the next one.
import Glibc

package enum Folders {
  /// The names in a folder as bytes, in the order of the file system, without `.` and `..`.
  ///
  /// - Parameter limit: How many names are read at most.
  package static func names(in path: String, limit: Int = .max) throws(SystemError) -> [[UInt8]] {
    guard let directory = unsafe opendir(path) else { throw .last }
    defer { unsafe closedir(directory) }
    var names: [[UInt8]] = []
    while names.count < limit {
      // Its end and its failure look alike: a listing that stops early would hide files.
      errno = 0
      guard let entry = unsafe readdir(directory) else {
        if errno != 0 { throw .last }
        break
      }
      let name = unsafe name(entry)
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
    }
    return names
  }

  /// The bytes of an entry's name. An entry is only as long as its name needs, so that the 256 bytes which its type
  /// says would reach beyond what was read: the field is not copied, its address is computed and read up to the NUL.
  private static func name(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
  }

  /// Makes a folder and missing ones above it, for this user only (mode 0700). One that exists is left as it is, and
  /// whatever else has the name is for the first use of it to find.
  package static func make(_ path: String) throws(SystemError) {
    if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    // From the inside out: the folders above exist nearly always.
    guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.utf8.startIndex else {
      throw .last
    }
    try make(String(path[..<slash]))
    if unsafe mkdir(path, 0o700) < 0, errno != EEXIST { throw .last }
  }

  /// Why `make` would fail, or names could not be made and removed in the folder afterwards; nil when all is well.
  /// Makes nothing.
  ///
  /// - Returns: the error, and the folder or file that is in the way: the nearest above that exists.
  package static func failure(preparing path: String) -> (error: SystemError, path: String)? {
    var existing = path
    while FileStatus(ofLink: existing) == nil, let above = parent(of: existing) { existing = above }
    guard let status = FileStatus(existing) else { return (SystemError(code: ENOENT), existing) }
    guard status.kind == .folder else { return (SystemError(code: ENOTDIR), existing) }
    return FileAccess.failure(changing: existing).map { ($0, existing) }
  }

  /// The folder that a name is in; nil for the root and for the working directory, which have none.
  package static func parent(of path: String) -> String? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return path.utf8.elementsEqual(".".utf8) ? nil : "."
    }
    if slash == path.utf8.startIndex { return path.utf8.count == 1 ? nil : "/" }
    return String(path[..<slash])
  }
}
