import Database
import JSONCore
import KnowledgeStore
import SchemaRuntime
package import ToolRuntime
package import Tools

extension NativeTools {
  /// `search_knowledge`: the best matches first; any text is a valid query. Runs beside saves; a time-out or a
  /// cancellation interrupts it between two rows.
  package func searchKnowledge(_ input: SearchKnowledge.Input) async throws(ToolFailure) -> SearchKnowledge.Output {
    let query = String(input.query)
    // Made before the lane is asked: a call that is cancelled while it waits must stop it, too.
    let interruption = Interruption()
    let hits = try await searching.run(onCancel: interruption.request) { () throws(ToolFailure) in
      do throws(KnowledgeStoreError) {
        return try knowledge.searchKnowledge(
          query: query, limit: input.limit, type: input.type.map(EntryType.init),
          sessionID: input.sessionId.map(\.description), interruption: interruption)
      } catch {
        throw ToolFailure(error)
      }
    }
    return SearchKnowledge.Output(hits: hits.map(SearchKnowledge.OutputHitsItem.init))
  }
}

extension SearchKnowledge.OutputHitsItem {
  /// Stored texts are cleaned on the way out, not when they are saved: what was saved stays as it was.
  fileprivate init(_ hit: Hit) {
    let entry = hit.entry
    self.init(
      id: Int(entry.id), type: .init(entry.type), priority: .init(entry.priority),
      content: JSONString(OutputText.clean(entry.content)), snippet: JSONString(OutputText.clean(hit.snippet)),
      score: hit.score, tags: entry.tags.map { JSONString(OutputText.clean($0)) },
      sessionId: entry.sessionID.map { JSONUUID(checked: JSONString($0)) },
      createdAt: JSONDateTime(checked: JSONString(entry.createdAt)))
  }
}

extension EntryType {
  /// Each tool file has types of its own; the store has those that all share.
  fileprivate init(_ type: SearchKnowledge.InputType) {
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

extension SearchKnowledge.OutputHitsItemType {
  /// Whatever the store can hold must have a word in the output schema: a switch makes sure.
  fileprivate init(_ type: EntryType) {
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

extension SearchKnowledge.OutputHitsItemPriority {
  fileprivate init(_ priority: Priority) {
    self =
      switch priority {
      case .low: .low
      case .medium: .medium
      case .high: .high
      }
  }
}
