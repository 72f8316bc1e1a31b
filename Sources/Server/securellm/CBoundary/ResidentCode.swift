import CProcess
import System

/// The code that this process has in its memory.
enum ResidentCode {
  /// More than /proc/self/smaps has of any process of ours.
  private static let mostText = 4 << 20

  /// Takes the code that was needed so far out of the memory of a process that has started and stays. What is called
  /// again comes back, a few pages at a time, from the file cache of the system: 26 MiB resident before, 12 MiB after.
  ///
  /// Nothing can be lost. A page that differs from its file is memory of the process's own, which the kernel counts as
  /// anonymous: such mappings are left alone. And what is not code of the program or of a library that is loaded at
  /// that moment is left alone, should the list of mappings have changed since it was read.
  static func release() {
    guard let text = try? Files.read("/proc/self/smaps", limit: mostText) else { return }
    for range in unchangedCode(text) {
      _ = resident_code_release(range.lowerBound, range.count)
    }
  }

  /// The mappings of code that lists no anonymous memory: `55d0a000-56f2b000 r-xp 00000000 fe:00 1213 /usr/bin/x`, and
  /// on a later line `Anonymous: 0 kB`.
  private static func unchangedCode(_ text: [UInt8]) -> [Range<UInt>] {
    var found: [Range<UInt>] = []
    var code: Range<UInt>?
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      guard let first = words.first, words.count > 1 else { continue }
      if first.last != UInt8(ascii: ":") {
        let isFile = words.count > 5 && words[5].first == UInt8(ascii: "/")
        code = isFile && words[1].elementsEqual("r-xp".utf8) ? range(first) : nil
      } else if first.elementsEqual("Anonymous:".utf8), words[1].elementsEqual("0".utf8), let range = code {
        found.append(range)
      }
    }
    return found
  }

  private static func range(_ word: ArraySlice<UInt8>) -> Range<UInt>? {
    let ends = word.split(separator: UInt8(ascii: "-")).map { UInt(String(decoding: $0, as: UTF8.self), radix: 16) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
    return start..<end
  }
}
