import Database
import JSONCore
import KnowledgeStore
import SchemaRuntime
package import ToolRuntime
package import Tools

extension NativeTools {
  /// `create_session`: a new session with a random id. A time-out interrupts SQLite, and what is not committed then
  /// has not happened.
  package func createSession(_ input: CreateSession.Input) async throws(ToolFailure) -> CreateSession.Output {
    let metadata = input.metadata.map { members in JSONText.written { members.write(to: &$0) } }
    let title = String(input.title)
    let interruption = Interruption()
    let session = try await saving.run(onCancel: interruption.request) { () throws(ToolFailure) in
      do throws(KnowledgeStoreError) {
        return try knowledge.createSession(
          title: title, metadata: metadata ?? JSONText.emptyObject, interruption: interruption)
      } catch {
        throw ToolFailure(error)
      }
    }
    // The store made id and time: they have the form that the schema asks for.
    return CreateSession.Output(
      sessionId: JSONUUID(checked: JSONString(session.id)), title: OutputText.clean(JSONString(session.title)),
      createdAt: JSONDateTime(checked: JSONString(session.createdAt)))
  }
}
