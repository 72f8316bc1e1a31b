@testable import ProxyCore

extension ExchangeMachineTests {
  /// For every state that can go on to another target, and every cause. What has no way on ends as it would without a
  /// route.
  static let fallbacks: [String: String] = [
    "nobody listens: another target": """
    ways connect
    begin -> acquire
    connecting ->
    failed unreachable -> choose connect (502 upstream_unreachable), provider, abandon
    chosen -> acquire
    connected -> send
    head 200 -> relay, success
    ended -> complete
    """,
    "its TLS is not accepted: another target": """
    ways connect
    begin -> acquire
    connecting ->
    failed insecure -> choose connect (502 upstream_unreachable), provider, abandon
    """,
    "a connection that is not made in time": """
    ways connect
    begin -> acquire
    connecting ->
    +1001
    tick -> choose connect (504 upstream_timeout), provider, abandon
    chosen -> acquire
    """,
    "another target goes before another try": """
    ways 5xx
    begin -> acquire
    connected -> send
    head 500 -> choose 5xx (500 upstream_invalid_response), model, abandon
    chosen -> acquire
    ways
    connected -> send
    head 500 -> pause, model, abandon
    paused -> acquire
    connected -> send
    head 500 -> hold, model
    ended -> forwardHeld
    """,
    "an idle connection that was closed costs no target": """
    ways connect cut
    begin -> acquire
    connected -> send
    failed stale -> acquire, none
    connected -> send
    failed stale -> acquire, none
    connected -> send
    head 200 -> relay
    opened -> success
    """,
    "cut before the head": """
    ways cut
    begin -> acquire
    connected -> send
    failed cut -> choose cut (502 upstream_cut), model, abandon
    """,
    "no HTTP": """
    ways cut
    begin -> acquire
    connected -> send
    failed invalid -> choose cut (502 upstream_invalid_response), model, abandon
    """,
    "no response in time": """
    ways timeout
    begin -> acquire
    connected -> send
    +2001
    tick -> choose timeout (504 upstream_timeout), model, abandon
    """,
    "429": """
    ways 429
    begin -> acquire
    connected -> send
    head 429 7000 -> choose 429 (429 rate_limit_exceeded), success, abandon
    """,
    "529 is one of 5xx": """
    ways 529
    begin -> acquire
    connected -> send
    head 529 -> choose 529 (529 upstream_invalid_response), model, abandon
    """,
    "only 529": """
    ways 529
    begin -> acquire
    connected -> send
    head 500 never -> hold, model
    """,
    "a refused key": """
    ways 401
    begin -> acquire
    connected -> send
    head 401 -> choose 401 (401 upstream_invalid_response), success, abandon
    chosen -> acquire
    connected -> send
    head 403 -> choose 401 (403 upstream_invalid_response), success, abandon
    chosen -> acquire
    connected -> send
    ways
    head 401 -> hold, success
    """,
    "what the client did wrong is final": """
    ways 429 5xx 401 cut stream_error
    begin -> acquire
    connected -> send
    head 400 -> hold, success
    ended -> forwardHeld
    """,
    "a circuit is open, a queue is full": """
    ways skipped
    begin -> acquire
    refused -> choose skipped (503 circuit_open), abandon
    chosen -> acquire
    failed exhausted -> choose skipped (503 overloaded), none, abandon
    noneLeft -> respond 503 circuit_open failed
    """,
    "a stream that begins well": """
    ways stream_error
    begin -> acquire
    connected -> send
    head 200 -> relay
    +2900
    read ->
    +2900
    read ->
    opened -> success
    ways stream_error cut timeout
    failed cut -> cut upstream_cut failed
    """,
    "a stream that begins with an error": """
    ways stream_error
    begin -> acquire
    connected -> send
    head 200 -> relay
    read ->
    openingFailed -> choose stream_error (502 upstream_invalid_response), model, abandon
    chosen -> acquire
    """,
    "an error that is nobody's else to mend is the client's": """
    ways cut
    begin -> acquire
    connected -> send
    head 200 -> relay
    openingFailed -> success
    ended -> complete
    """,
    "cut behind the head": """
    ways cut
    begin -> acquire
    connected -> send
    head 200 -> relay
    failed cut -> choose cut (502 upstream_cut), model, abandon
    """,
    "cut behind the head, and no way on": """
    ways stream_error
    begin -> acquire
    connected -> send
    head 200 -> relay
    failed cut -> cut upstream_cut failed, model
    """,
    "a body that does not come": """
    ways timeout
    begin -> acquire
    connected -> send
    head 200 -> relay
    +3001
    tick -> choose timeout (504 upstream_timeout), model, abandon
    """,
    "a short response": """
    ways cut
    begin -> acquire
    connected -> send
    head 200 -> relay
    ended -> complete, success
    """,
    "the time is that of all tries": """
    ways timeout 5xx
    begin -> acquire
    connected -> send
    +2001
    tick -> choose timeout (504 upstream_timeout), model, abandon
    chosen -> acquire
    +7900
    connected -> send
    +100
    tick -> respond 504 upstream_timeout timeout, model, abandon
    """,
    "the leave does not come in time": """
    ways 5xx
    begin -> acquire
    connected -> send
    head 500 -> choose 5xx (500 upstream_invalid_response), model, abandon
    tick ->
    +10001
    tick -> respond 504 upstream_timeout timeout, abandon
    """,
    "a body that was sent while it came is not sent again": """
    streams
    ways connect cut 5xx
    begin -> acquire
    connecting ->
    connected -> send
    bodySent -> takeBody
    failed cut -> respond 502 upstream_cut failed, model
    """,
  ]

  /// What the two states say to each event that is not shown above.
  static let fallbackOthers: [String: String] = [
    "idle chosen": "acquire", "backingOff chosen": "acquire", "choosing begin": "acquire", "choosing paused": "acquire",
    "choosing refused": "respond 503 circuit_open failed", "opening refused": "respond 503 circuit_open failed",
    "choosing connected": "giveBack", "opening connected": "giveBack",
    "choosing gone": "cancel, abandon", "opening gone": "cancel, abandon",
    "choosing shutDown": "respond 503 shutting_down failed, abandon",
    "opening shutDown": "cut shutting_down failed, abandon",
    "opening withheld": "cut circuit_open failed, abandon",
    "opening failed exhausted": "cut overloaded failed, none",
    "opening failed unreachable": "cut upstream_unreachable failed, provider",
    "opening failed insecure": "cut upstream_unreachable failed, provider",
    "opening failed stale": "cut upstream_cut failed, none",
    "opening failed invalid": "cut upstream_invalid_response failed, model",
  ]
}
