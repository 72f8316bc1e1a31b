import Dispatch
import Glibc
import SchemaRuntime
import System
import ToolRuntime

/// What the program of a `ToolServer` does, by its words: few enough to need no parser.
struct CommandLineOfTools {
  let server: ToolServer
  let words: [String]

  func run() -> Never {
    switch words.first {
    case nil: serve()
    case "list" where words.count == 1: list()
    case "call" where (2...3).contains(words.count): call(words[1], words.count > 2 ? words[2] : "{}")
    default:
      complain("usage: [list | call NAME ['{…}']]; without arguments it serves MCP on standard input")
      exit(2)
    }
  }

  private func serve() -> Never {
    do { try server.run() } catch {
      complain("\(error)")
      exit(1)
    }
    exit(0)
  }

  private func list() -> Never {
    do { write(try server.list() + "\n", to: STDOUT_FILENO) } catch {
      complain("\(error)")
      exit(1)
    }
    exit(0)
  }

  /// On a task, since tools may wait; `dispatchMain` keeps the first thread.
  private func call(_ name: String, _ arguments: String) -> Never {
    Task {
      do throws(ToolFailure) {
        write(try await server.call(name, arguments) + "\n", to: STDOUT_FILENO)
        exit(0)
      } catch {
        complain("\(error.code.rawValue): \(error.message)")
        for violation in error.violations.flatMap(\.nearestErrors) {
          let pointer = violation.instanceLocation.isEmpty ? "(arguments)" : violation.instanceLocation
          write("  \(pointer): \(violation.message)\n", to: STDERR_FILENO)
        }
        exit(1)
      }
    }
    dispatchMain()
  }

  private func complain(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  private func write(_ text: String, to descriptor: Int32) { try? Files.writeAll(Array(text.utf8), to: descriptor) }
}
