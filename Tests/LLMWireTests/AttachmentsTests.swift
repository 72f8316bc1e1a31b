import JSONCore
import LLMWire
import Testing

@Suite struct AttachmentsTests {
  private func found(_ body: String) -> Attachments { Attachments(in: JSONBytes(Array(body.utf8))) }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private func base64(_ count: Int) -> String {
    String(decoding: (0..<count).map { Self.alphabet[$0 * 7 % 64] }, as: UTF8.self)
  }

  private func image(_ data: String) -> String {
    #"{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(data)","detail":"low"}}"#
  }

  private func message(_ parts: [String]) -> String {
    #"{"model":"gpt-5","messages":[{"role":"user","content":[\#(parts.joined(separator: ","))]}]}"#
  }

  /// Wherever it begins and however long it is.
  @Test(arguments: [1024, 1025, 1535, 1536, 4000, 20_000]) func dataURLs(count: Int) {
    let image = image(base64(count))
    for padding in [0, 1, 50, 99, 100, 101, 102, 103, 200, 1000] {
      let text = #"{"type":"text","text":"\#(String(repeating: "word ", count: padding))"}"#
      let attachments = found(message([text, image]))
      #expect(attachments.count == 1 && attachments.bytes == count, "\(padding)")
    }
  }

  @Test func several() {
    let attachments = found(message((1...20).map { image(base64(2000 + $0) + "==") }))
    #expect(attachments.count == 20)
    #expect(attachments.bytes == (1...20).reduce(0) { $0 + 2002 + $1 })
  }

  @Test(arguments: [#""data":"#, #""data" : "#, "\"data\":\n\t"]) func sources(member: String) {
    let source = #"{"type":"image","source":{"type":"base64","media_type":"image/jpeg",\#(member)"\#(base64(5000))"}}"#
    #expect(found(message([source])).count == 1)
    let audio = #"{"type":"input_audio","input_audio":{\#(member)"\#(base64(5000))","format":"wav"}}"#
    #expect(found(message([audio])).count == 1)
  }

  @Test func slashesWithBackslashes() {
    let data = base64(4000).replacing("/", with: #"\/"#)
    let attachments = found(message([image(data)]))
    #expect(attachments.count == 1 && attachments.bytes == data.utf8.count)
  }

  /// Text is text, however long its words are.
  @Test func ignoresOtherText() {
    let long = base64(20_000)
    #expect(found(message([#"{"type":"text","text":"\#(long)"}"#])).count == 0)
    #expect(found(message([#"{"type":"text","text":"data \#(long)"}"#])).count == 0)
    #expect(found(message([#"{"type":"text","metadata":"\#(long)"}"#])).count == 0)
    #expect(found(message([image(base64(1023))])).count == 0)
    #expect(found(String(repeating: "Some words, and then some more of them. ", count: 5000)).count == 0)
    #expect(found("").count == 0)
  }
}
