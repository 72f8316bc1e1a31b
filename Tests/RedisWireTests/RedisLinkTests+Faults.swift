extension RedisLinkTests {
  /// Servers that do not do what is needed, and what is then believed of them.
  static let faults: [(name: String, text: String)] = [
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
      "takes a server that has no such command",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < -ERR unknown command 'ROLE', with args beginning with:
      > probe
      < :1
      = available
      """
    ),
    (
      "names a server in protected mode",
      """
      start
      = locate
      url redis://h
      = connect h:6379
      opened
      > ROLE
      < -DENIED Redis is running in protected mode because protected mode is enabled
      = close
      = away credentials
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
  ]
}
