import SchemaRuntime
import Synchronization

/// A schema that is made ready for evaluation when it is first needed: of two hundred loaded tools a session calls a
/// few.
final class PreparedSchema: Sendable {
  private let program: SchemaProgram
  private let prepared = Mutex<SchemaInterpreter?>(nil)

  init(_ program: SchemaProgram) { self.program = program }

  var interpreter: SchemaInterpreter {
    prepared.withLock { prepared in
      if let prepared { return prepared }
      let made = SchemaInterpreter(program)
      prepared = made
      return made
    }
  }
}
