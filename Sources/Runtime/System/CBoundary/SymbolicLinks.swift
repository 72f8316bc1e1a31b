// Every pointer here is lent to the kernel for one call.
import Glibc

package enum SymbolicLinks {
  /// Where a symbolic link points; nil for anything else.
  package static func target(of path: String) -> String? {
    // The kernel keeps targets shorter than a page.
    var target = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &target, target.count)
    guard count > 0, count < target.count else { return nil }
    return String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Puts a symbolic link at `path` in one step, so that no moment is without one.
  package static func replace(_ path: String, target: String) -> Bool {
    let fresh = path + ".\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
    guard unsafe symlink(target, fresh) == 0 else { return false }
    if unsafe rename(fresh, path) == 0 { return true }
    unsafe unlink(fresh)
    return false
  }
}
