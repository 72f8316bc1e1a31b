import Database
import JSONCore
import KnowledgeStore
import SchemaRuntime
package import ToolRuntime
package import Tools

extension NativeTools {
  /// `save_knowledge`: one more entry, searchable at once. One lane for all saves: SQLite has one writer at a time,
  /// and a second one would only wait in the database instead.
  package func saveKnowledge(_ input: SaveKnowledge.Input) async throws(ToolFailure) -> SaveKnowledge.Output {
    let new = NewEntry(input)
    let interruption = Interruption()
    let entry = try await saving.run(onCancel: interruption.request) { () throws(ToolFailure) in
      do throws(KnowledgeStoreError) { return try knowledge.saveKnowledge(new, interruption: interruption) } catch {
        throw ToolFailure(error)
      }
    }
    return SaveKnowledge.Output(
      id: Int(entry.id), sessionId: entry.sessionID.map { JSONUUID(checked: JSONString($0)) },
      createdAt: JSONDateTime(checked: JSONString(entry.createdAt)))
  }
}

extension NewEntry {
  /// Lengths and counts were checked by the input's schema; the store checks its own again.
  fileprivate init(_ input: SaveKnowledge.Input) {
    let metadata = input.metadata.map { members in JSONText.written { members.write(to: &$0) } }
    self.init(
      content: String(input.content), type: EntryType(input.type), priority: Priority(input.priority),
      tags: input.tags.map { String($0) }, metadata: metadata ?? JSONText.emptyObject,
      sessionID: input.sessionId.map(\.description))
  }
}

extension EntryType {
  /// A switch, so that a type that is new in the tool file does not compile until the store has it.
  fileprivate init(_ type: SaveKnowledge.InputType) {
    self =
      switch type {
      case .insight: .insight
      case .code: .code
      case .decision: .decision
      case .reference: .reference
      case .question: .question
      case .answer: .answer
      }
  }
}

extension Priority {
  fileprivate init(_ priority: SaveKnowledge.InputPriority) {
    self =
      switch priority {
      case .low: .low
      case .medium: .medium
      case .high: .high
      }
  }
}
