extension RedisLinkTests {
  /// What is said to servers and sentinels, and what comes of it.
  static let usual: [(name: String, text: String)] = [
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
}
