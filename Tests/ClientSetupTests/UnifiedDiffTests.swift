import ClientSetup
import Testing

@Suite struct UnifiedDiffTests {
  @Test func showsChangedLinesAlone() {
    let diff = UnifiedDiff.text(of: "f", from: Array("a\nsecret\nb\n".utf8), to: Array("a\nsecret\nx\nb\n".utf8))
    #expect(diff == "--- f\n+++ f\n@@ -2,0 +3,1 @@\n+x\n")
  }

  @Test func saysThatTheLastLineHasNoEnd() {
    let diff = UnifiedDiff.text(of: "f", from: Array("{}".utf8), to: Array("{\n}".utf8))
    #expect(
      diff == """
        --- f
        +++ f
        @@ -1,1 +1,2 @@
        -{}
        \\ No newline at end of file
        +{
        +}
        \\ No newline at end of file

        """)
  }

  @Test func aNewFileComesFromNothing() {
    #expect(
      UnifiedDiff.text(of: "f", from: nil, to: Array("a\n".utf8)) == "--- /dev/null\n+++ f\n@@ -0,0 +1,1 @@\n+a\n")
    #expect(
      UnifiedDiff.text(of: "f", from: Array("a\n".utf8), to: nil) == "--- f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n")
  }
}
