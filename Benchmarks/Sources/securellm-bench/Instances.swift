import JSONCore

/// The JSON values of a file, one a line, in one shared buffer as a server has them.
struct Instances {
  let buffer: JSONBytes
  let lines: [Range<Int>]

  init(path: String) throws(FileFailure) {
    let bytes = try WholeFile.read(path)
    buffer = JSONBytes(bytes)
    var found: [Range<Int>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      if index > start { found.append(start..<index) }
      start = index + 1
    }
    if start < bytes.count { found.append(start..<bytes.count) }
    lines = found
  }

  /// Bytes of all values, line feeds not counted.
  var byteCount: Int { lines.reduce(0) { $0 + $1.count } }
}
