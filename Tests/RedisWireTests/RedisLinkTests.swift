import Testing

@testable import RedisWire

@Suite struct RedisLinkTests {
  private static let ready = """
    start
    = locate
    url redis://h
    = connect h:6379
    opened
    > ROLE
    < *3\\$6\\master\\:0\\*0
    > probe
    < :1
    = available

    """.split(separator: "\n").joined(separator: "\n") + "\n"

  private static let transcripts: [(name: String, text: String)] = [
    (
      "greets with user and database",
      """
      start
      = locate
      url rediss://u:pw@h:1/2
      = connect h:1 secure
      opened
      > AUTH u pw
      > SELECT 2
      > ROLE
      < +OK\\+OK\\*3\\$6\\master\\:0\\*0
      > probe
      < :1
      = available
      """
    ),
    (
      "replies in order, to all commands of a turn",
      ready + """
        send GET a
        > GET a
        send GET b
        > GET b
        < $1\\x\\$-1
        = reply 1 x ok
        = reply 2 null ok
        """
    ),
    (
      "sends a script whole where it is not known",
      ready + """
        run
        > EVALSHA DIGEST 1 k
        send PING
        > PING
        < -NOSCRIPT No matching script. Please use EVAL.
        > EVAL return 1 1 k
        < +PONG\\:1
        = reply 2 PONG ok
        = reply 1 1 ok
        """
    ),
    (
      "holds a script that was sent again to its first deadline",
      ready + """
        run
        > EVALSHA DIGEST 1 k
        +15
        send PING
        > PING
        < -NOSCRIPT No matching script. Please use EVAL.
        > EVAL return 1 1 k
        wake
        = reply 2 none late
        = reply 1 none late
        = close
        = away late_reply
        """
    ),
    (
      "passes errors of a command on",
      ready + """
        send HGET a b
        > HGET a b
        < -WRONGTYPE Operation against a key
        = reply 1 -WRONGTYPE Operation against a key error
        send GET a
        > GET a
        < +x
        = reply 2 x ok
        """
    ),
    (
      "ends with a late reply, and takes it for nobody's",
      ready + """
        send GET a
        > GET a
        send GET b
        > GET b
        wake
        = reply 1 none late
        = reply 2 none late
        = close
        = away late_reply
        < $1\\x\\$1\\y
        send GET c
        wake
        = locate
        """
    ),
    (
      "looks whether the server is there while nobody asks",
      ready + """
        wake
        > probe
        < :1
        wake
        > probe
        wake
        = close
        = away late_reply
        """
    ),
    (
      "waits for a late probe on the connection that is there",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < *3\\$6\\master\\:0\\*0
      > probe
      wake
      = away late_reply
      < :1
      wake
      > probe
      < :1
      = available
      """
    ),
    (
      "gives a probe up that has no reply at all",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < *3\\$6\\master\\:0\\*0
      > probe
      wake
      = away late_reply
      wake
      = close
      wake
      = locate
      """
    ),
    (
      "rests while memory is full, and finds out when it is not",
      ready + """
        send SET a b
        > SET a b
        send GET c
        > GET c
        < -OOM command not allowed when used memory > 'maxmemory'.
        = reply 1 none refused
        = away memory
        < $1\\x
        = reply 2 x ok
        send GET d
        wake
        > probe
        < -OOM command not allowed
        wake
        > probe
        < :1
        = available
        """
    ),
    (
      "holds calls to their deadline while it rests",
      ready + """
        send SET a b
        > SET a b
        send GET c
        > GET c
        < -OOM command not allowed
        = reply 1 none refused
        = away memory
        wake
        = reply 2 none late
        = close
        = away late_reply
        """
    ),
    (
      "goes where a script says that it is a replica",
      ready + """
        run
        > EVALSHA DIGEST 1 k
        send GET a
        > GET a
        < -READONLY You can't write against a read only replica.
        = reply 1 none refused
        = reply 2 none lost
        = close
        = away replica
        wake
        = locate
        """
    ),
    (
      "reads errors within a script of older servers",
      ready + """
        run
        > EVALSHA DIGEST 1 k
        < -ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed when used memory
        = reply 1 none refused
        = away memory
        """
    ),
    (
      "names a wrong password",
      """
      start
      = locate
      url redis://:pw@h
      = connect h:6379
      opened
      > AUTH pw
      > ROLE
      < -WRONGPASS invalid username-password pair or user is disabled.
      = close
      = away credentials
      """
    ),
    (
      "names a password that is missing",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < -NOAUTH Authentication required.
      = close
      = away credentials
      """
    ),
    (
      "takes a server that tells nobody its role",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < -NOPERM this user has no permissions to run the 'role' command
      > probe
      < -NOPERM this user has no permissions to run the 'eval' command
      = away permission
      wake
      > probe
      < :1
      = available
      """
    ),
    (
      "refuses a replica",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < *5\\$5\\slave\\$1\\a\\:1\\$9\\connected\\:1
      = close
      = away replica
      """
    ),
    (
      "names a server that is full before anybody asks",
      ready + """
        < -ERR max number of clients reached
        = close
        = away clients
        """
    ),
    (
      "trusts nothing that nobody asked for",
      ready + """
        < +OK
        = close
        = away invalid_reply
        """
    ),
    (
      "trusts nothing that is no reply",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < HTTP/1.1 400 Bad Request
      = close
      = away invalid_reply
      """
    ),
    (
      "tells a lost connection once, and each new reason",
      ready + """
        closed
        = close
        = away closed
        wake
        = locate
        url redis://h
        = connect h:6379
        failed unreachable
        = close
        = away unreachable
        wake
        = locate
        url redis://h
        = connect h:6379
        failed unreachable
        = close
        wake
        = locate
        failed url_unreadable
        = away url_unreadable
        wake
        = locate
        """
    ),
    (
      "gives a connection up that is not made",
      """
      start
      = locate
      url redis+unix:///s
      = connect /s
      wake
      = close
      = away connect_timeout
      opened
      closed
      """
    ),
    (
      "asks the sentinels in turn, and begins with the last good one",
      """
      start
      = locate
      url redis+sentinel://:pw@a,b/m
      = connect a:26379
      failed unreachable
      = close
      = connect b:26379
      opened
      > SENTINEL GET-MASTER-ADDR-BY-NAME m
      < *2\\$8\\10.0.0.1\\$4\\6380
      = close
      = connect 10.0.0.1:6380
      opened
      > AUTH pw
      > ROLE
      < +OK\\*5\\$5\\slave\\$1\\a\\:1\\$9\\connected\\:1
      = close
      = away replica
      wake
      = locate
      url redis+sentinel://:pw@a,b/m
      = connect b:26379
      """
    ),
    (
      "tells a sentinel the password when it wants one",
      """
      start
      = locate
      url redis+sentinel://:pw@a/m
      = connect a:26379
      opened
      > SENTINEL GET-MASTER-ADDR-BY-NAME m
      < -NOAUTH Authentication required.
      > AUTH pw
      < +OK
      > SENTINEL GET-MASTER-ADDR-BY-NAME m
      < *-1
      = close
      = away no_master
      """
    ),
    (
      "says more of a sentinel that knows nothing than of one that is away",
      """
      start
      = locate
      url redis+sentinel://a,b,c/m
      = connect a:26379
      failed unreachable
      = close
      = connect b:26379
      opened
      > SENTINEL GET-MASTER-ADDR-BY-NAME m
      < *-1
      = close
      = connect c:26379
      wake
      = close
      = away no_master
      """
    ),
    (
      "ends for good",
      ready + """
        send GET a
        > GET a
        stop
        = reply 1 none lost
        = close
        closed
        < $1\\x
        send GET b
        start
        = locate
        """
    ),
  ]

  @Test func playsTranscripts() {
    for (name, text) in Self.transcripts {
      var transcript = RedisLinkTranscript(text)
      #expect(transcript.play() == [], "\(name)")
    }
  }

  /// However the bytes of the server come.
  @Test func cutsChangeNothing() {
    for (name, text) in Self.transcripts {
      var transcript = RedisLinkTranscript(text, isCut: true)
      #expect(transcript.play() == [], "\(name)")
    }
  }
}

@Suite struct RedisPauseTests {
  private static func milliseconds(_ pause: inout RedisPause, _ count: Int) -> [UInt64] {
    (0..<count).map { _ in pause.next() / 1_000_000 }
  }

  /// At once, then never more than four a second, then one a second; each with up to a quarter more.
  @Test func triesSlowerAndSlower() {
    for seed in UInt64(1)...50 {
      var pause = RedisPause(seed: seed)
      let delays = Self.milliseconds(&pause, 6)
      for (delay, least) in zip(delays, [20, 250, 500, 1000, 1000, 1000] as [UInt64]) {
        #expect((least...(least * 5 / 4)).contains(delay))
      }
    }
  }

  /// A server that is there for a moment again and again is not told of four times a second.
  @Test func waitsLongerForWhatDoesNotLast() {
    var pause = RedisPause(seed: 3)
    var now: UInt64 = 0
    var delays: [UInt64] = []
    for _ in 0..<6 {
      pause.ready(now: now)
      now += 1_000_000_000
      pause.lost(now: now)
      delays.append(pause.next() / 1_000_000)
    }
    for (delay, least) in zip(delays, [250, 500, 1000, 2000, 4000, 4000] as [UInt64]) {
      #expect((least...(least * 5 / 4)).contains(delay))
    }
    pause.ready(now: now)
    pause.lost(now: now + 60_000_000_000)
    #expect(pause.next() / 1_000_000 < 26)
  }
}
