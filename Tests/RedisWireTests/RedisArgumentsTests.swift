import RedisWire
import Testing

struct RedisArgumentsTests {
  @Test func writesLengthsBeforeBytes() {
    var arguments = RedisArguments("SET", "key")
    arguments.append([0x0D, 0x0A].span)
    arguments.append(-12)
    #expect(arguments.count == 4)
    #expect(arguments.bytes == Array("$3\r\nSET\r\n$3\r\nkey\r\n$2\r\n\r\n\r\n$3\r\n-12\r\n".utf8))
  }

  /// The digests are what `sha1sum` prints.
  @Test func namesScriptsByTheirDigest() {
    #expect(RedisScript("").digest == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(RedisScript("return 1").digest == "e0e1f9fabfc9d4800c877a703b823ac0578ff8db")
  }
}
