import Providers
import Testing

@Suite struct EmbeddingsRequestTests {
  private func faults(_ input: String) -> [String] {
    ProvidersTests.faults(#"{"model":"m","input":\#(input)}"#, EmbeddingsRequest.Value.self)
  }

  @Test func acceptsTheTypesOfTheClients() {
    let requests = requests("embeddings")
    #expect(requests.count >= 40)
    #expect(refused(requests, by: EmbeddingsRequest.Value.self) == [])
  }

  @Test func everyFormOfInputPasses() {
    for input in [#""text""#, #"["a","b"]"#, "[1,2,3]", "[[1,2],[3]]"] { #expect(faults(input) == []) }
  }

  @Test func rejectsOtherInputWithItsLocation() {
    #expect(faults("[]").contains("/input"))
    #expect(faults("[true]").contains("/input/0"))
    #expect(faults("[[1,-2]]").contains("/input/0/1"))
    #expect(faults("{}").contains("/input"))
  }
}
