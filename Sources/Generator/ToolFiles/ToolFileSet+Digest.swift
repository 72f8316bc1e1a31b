import Digest

extension ToolFileSet {
  /// SHA-256 over the names and texts of the files, in 64 hexadecimal digits: what `securellm allow` allows. Each is
  /// preceded by its length, so that no two sets of files give one text, and the number of files comes first.
  package var digest: String {
    var hash = SHA256()
    func add(_ bytes: [UInt8]) { hash.update(bytes.span) }
    func add(_ count: Int) { add((0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }) }
    add(Array("securellm tools 1\n".utf8))
    add(files.count)
    for file in files {
      add(file.relative.utf8.count)
      add(Array(file.relative.utf8))
      add(file.bytes.count)
      add(file.bytes)
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hash.finish().bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
