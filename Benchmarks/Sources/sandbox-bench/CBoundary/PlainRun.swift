// The strings and the count are lent for one call.
import CMeasure

enum PlainRun {
  /// Runs `program first second` in the folder without the process runner. The bytes that it printed, or nil when it
  /// failed.
  static func bytes(_ program: String, _ folder: String, _ first: String, _ second: String) -> Int? {
    var count: Int64 = 0
    let code = unsafe measure_spawn(program, folder, first, second, &count)
    return code == 0 ? Int(count) : nil
  }
}
