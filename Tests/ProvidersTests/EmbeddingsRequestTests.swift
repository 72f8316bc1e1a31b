import Providers
import Testing

@Suite struct EmbeddingsRequestTests {
  private func errors(_ input: String) -> [String] {
    ProvidersTests.errors(#"{"model":"m","input":\#(input)}"#, EmbeddingsRequest.Value.self)
  }

  @Test func acceptsTheTypesOfTheClients() {
    let requests = requests("embeddings")
    #expect(requests.count >= 40)
    #expect(refused(requests, by: EmbeddingsRequest.Value.self) == [])
  }

  @Test func everyFormOfInputPasses() {
    for input in [#""text""#, #"["a","b"]"#, "[1,2,3]", "[[1,2],[3]]"] { #expect(errors(input) == []) }
  }

  @Test func rejectsOtherInputWithItsLocation() {
    #expect(errors("[]").contains("/input"))
    #expect(errors("[true]").contains("/input/0"))
    #expect(errors("[[1,-2]]").contains("/input/0/1"))
    #expect(errors("{}").contains("/input"))
  }
}
