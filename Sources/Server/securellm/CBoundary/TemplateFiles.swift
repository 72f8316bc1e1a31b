import CPackageTemplate

/// The files of the package that `securellm init` writes, as they are in `Examples/Tools`.
enum TemplateFiles {
  /// By path below the package.
  static var all: [(path: String, bytes: [UInt8])] {
    var files: [(path: String, bytes: [UInt8])] = []
    guard var entry = unsafe package_template_files() else { return [] }
    while let path = unsafe entry.pointee.path {
      let bytes = unsafe UnsafeBufferPointer(start: entry.pointee.bytes, count: entry.pointee.count)
      unsafe files.append((String(cString: path), Array(bytes)))
      unsafe entry += 1
    }
    return files
  }
}
