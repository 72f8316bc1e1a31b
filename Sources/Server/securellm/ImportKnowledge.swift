import ArgumentParser
import Glibc
import KnowledgeStore
import ModelProxy
import NativeTools
import ProxyConfiguration
import ProxyCore
import System

/// `securellm import knowledge`: sessions and entries of the older TypeScript server.
struct ImportKnowledge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "knowledge", abstract: "Import sessions and entries of securellm-mcp's knowledge.db.",
    usage: "securellm import knowledge [<options>] <file>",
    discussion: HelpText.make(
      """
      The file is only read. What was imported before is recognized, so that the command can be repeated. All is \
      imported, or nothing. Where each entry came from is in "imported" of its metadata.
      """,
      exitCodes: "0 success, 1 the configuration is wrong, 2 wrong usage or a file error",
      examples: [
        "securellm import knowledge --dry-run old/knowledge.db",
        "securellm import knowledge old/knowledge.db",
      ]))

  @Argument(help: ArgumentHelp("The older server's database.", valueName: "file"))
  var file: String

  @Flag(help: "Report what would be imported, and write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "The database to import into; by default that of the tools: tools.knowledgeFile of the configuration, SECURELLM_KNOWLEDGE_DATABASE, or knowledge.db in the data folder.",
      valueName: "path"))
  var database: String?

  @Option(
    help: ArgumentHelp(
      "The configuration file; by default SECURELLM_CONFIG, else securellm.json in the working directory if it exists.",
      valueName: "path"))
  var config: String?

  func run() throws {
    let store: KnowledgeStore
    do { store = try self.store() } catch let error as StartErrors {
      Serve.write(error.errors)
      throw ExitCode(1)
    } catch let error as ConfigurationError {
      Serve.write([error])
      throw ExitCode(1)
    } catch { throw KeyDatabase.complain("\(error)", status: 2) }
    do {
      let report = try store.importOlder(file, isDryRun: dryRun)
      StandardStreams.write(text(report, store), to: STDOUT_FILENO)
    } catch { throw KeyDatabase.complain("\(error)", status: 2) }
  }

  private func store() throws -> KnowledgeStore {
    if let database { return KnowledgeStore(path: database) }
    if let path = try ConfigurationSource(option: config).knowledgeFile() { return KnowledgeStore(path: path) }
    let workspace = try Workspace(
      environment: ProcessEnvironment.variables, currentDirectory: ProcessEnvironment.currentDirectory ?? "/")
    return KnowledgeStore(path: workspace.databasePath, beside: workspace.databaseBeside)
  }

  private func text(_ report: ImportReport, _ store: KnowledgeStore) -> String {
    var text =
      dryRun ? "Nothing was written. An import into \(store.path) would do this:\n" : "Imported into \(store.path):\n"
    for (name, count) in [("sessions", report.sessions), ("entries", report.entries)] {
      text += "  \(count.imported) of \(count.found) \(name)"
      text += count.present > 0 ? ", \(count.present) were there already\n" : "\n"
    }
    text += notes("Left out:", report.leftOut) + notes("Changed:", report.changed)
    if let path = store.foreignPath { text += "\(path) is the other program's and stays as it is.\n" }
    return text
  }

  private func notes(_ title: String, _ notes: [ImportReport.Note]) -> String {
    if notes.isEmpty { return "" }
    return title + "\n"
      + notes.map { note in
        let rows = note.rows.joined(separator: ", ")
        let more = note.count > note.rows.count ? ", …" : ""
        return "  \(note.count): \(note.reason)" + (rows.isEmpty ? "" : " (\(rows)\(more))") + "\n"
      }.joined()
  }
}
