import SchemaRuntime
import Synchronization

/// Automata of patterns that were compiled before: a tool file asks for the same few patterns again and again, in its
/// schemas and in the proof of each of its arguments. Together with a faster UTF-8 tree this took the generation of a
/// tool file from 0.042 to 0.029 s of CPU time.
enum PatternMemory {
  /// Bytes, not a `String`: equality of strings is Unicode canonical equivalence, and two patterns that differ only in
  /// normalization match different texts.
  private struct Key: Hashable {
    let source: [UInt8]
    let stateBudget: Int
  }

  /// A process that keeps compiling schemas (the fuzzer) empties the table at this size, which is cheaper than
  /// tracking which entry is the oldest.
  private static let limit = 64
  /// Larger ones are not kept: what is remembered stays below a few megabytes.
  private static let greatestStateCount = 500
  private static let known = Mutex<[Key: Automaton]>([:])

  /// The automaton of `source`, made by `compile` unless it is known.
  static func automaton(
    _ source: String, stateBudget: Int, _ compile: () throws(PatternError) -> Automaton
  ) throws(PatternError) -> Automaton {
    let key = Key(source: Array(source.utf8), stateBudget: stateBudget)
    if let automaton = known.withLock({ $0[key] }) { return automaton }
    // Compiled outside the lock: two threads may both compile a pattern, but neither waits for the other.
    let automaton = try compile()
    if automaton.dfa.stateCount <= greatestStateCount {
      known.withLock { known in
        if known.count >= limit { known.removeAll() }
        known[key] = automaton
      }
    }
    return automaton
  }
}
