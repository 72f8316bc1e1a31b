import JSONCore
import System

/// `securellm bowtie`: Bowtie's protocol over two descriptors, one command per line.
package enum Bowtie {
  /// Longest command in bytes.
  /// 256 MiB, as for JSON Lines: a harness that is broken must not take all memory.
  private static let longestLine = 1 << 28

  /// Responds until `stop`, the end of the input, or a line that is no command.
  package static func serve(
    _ implementation: BowtieImplementation, input: Int32, _ streams: Streams
  ) -> CommandStatus {
    var session = BowtieSession(implementation)
    var lines = LineBuffer(limit: longestLine)
    while true {
      let received = lines.fill(from: input)
      if received < 0 { return refuse("cannot read: \(SystemError(code: Int32(-received)).description)", streams) }
      // The last command may come without a line feed: a harness that closes its end after writing has said all of it.
      while let line = received > 0 ? lines.next() : lines.last() {
        if let status = response(line, &session, streams) { return status }
      }
      // An end without `stop` is no error of ours; Bowtie closes the stream when a run is interrupted.
      if received == 0 { return .ok }
    }
  }

  /// Nil when the session goes on.
  private static func response(
    _ line: LineBuffer.Line, _ session: inout BowtieSession, _ streams: Streams
  ) -> CommandStatus? {
    guard case .text(let bytes, let range) = line else {
      return refuse("the line is longer than \(longestLine) bytes", streams)
    }
    // Blank lines are passed over, as every reader of JSON Lines does.
    if range.isEmpty { return nil }
    switch session.receive(bytes, range) {
    case .end: return .ok
    case .refuse(let sentence): return refuse(sentence, streams)
    case .reply(let reply):
      var text = JSONWriter(capacity: reply.count)
      text.raw(reply)
      // Written at once: Bowtie sends the next command only when it has read the reply, and would wait for ever.
      let code = text.flush(to: streams.output)
      return code == 0 ? nil : refuse("cannot write: \(SystemError(code: code).description)", streams)
    }
  }

  /// On standard error, because standard output belongs to the protocol: a sentence there would be taken for a reply.
  private static func refuse(_ sentence: String, _ streams: Streams) -> CommandStatus {
    var text = JSONWriter(capacity: 256)
    text.line(sentence)
    _ = text.flush(to: streams.messages)
    return .usage
  }
}
