/// Requests that go on while their body comes.
extension ExchangeMachineTests {
  static let streamedBodies: [String: String] = [
    "the time of a body that comes is not the provider's": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    sent behind -> holdBody
    sent -> takeBody
    +60000
    tick ->
    bodySent -> takeBody
    +1999
    tick ->
    +2
    tick -> respond 504 upstream_timeout timeout, model, abandon
    """,
    "a provider that takes nothing": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    sent behind -> holdBody
    +2999
    tick ->
    +2
    tick -> respond 504 upstream_timeout timeout, model, abandon
    """,
    "a body that goes on, and its response": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    sent -> takeBody
    bodySent -> takeBody
    bodySent ->
    bodyFailed ->
    head 200 -> relay, success
    ended -> complete
    """,
    "nothing of the body was sent: another try": """
    streams
    begin -> acquire
    connecting ->
    failed unreachable -> pause, provider
    paused -> acquire
    connecting ->
    connected -> send
    """,
    "what has gone on is gone": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    failed unreachable -> respond 502 upstream_unreachable failed, provider
    """,
    "a failing model is not tried again with a body that is gone": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    bodySent -> takeBody
    head 500 -> hold, model
    ended -> forwardHeld
    """,
    "an error before the end of the body": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    sent -> takeBody
    head 413 -> hold, success
    sent ->
    bodyFailed ->
    ended -> forwardHeld
    """,
    "a response before the end of the body": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    head 200 -> relay, success
    +2900
    sent behind -> holdBody
    +2900
    sent -> takeBody
    tick ->
    bodySent -> takeBody
    ended -> complete
    """,
    "a body that fails behind the beginning of its response": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    head 200 -> relay, success
    bodyFailed -> cut circuit_open refused, abandon
    """,
    "a response that is kept, before the end of the body": """
    streams
    holds
    begin -> acquire
    connecting ->
    connected -> send
    head 200 -> hold, success
    +2900
    sent behind -> holdBody
    +2900
    sent -> takeBody
    tick ->
    bodySent -> takeBody
    ended -> forwardHeld
    """,
    "a body that fails while a response is kept": """
    streams
    holds
    begin -> acquire
    connecting ->
    connected -> send
    head 200 -> hold, success
    bodyFailed -> respond 503 circuit_open refused, abandon
    """,
    "a body that fails": """
    streams
    begin -> acquire
    connecting ->
    connected -> send
    bodyFailed -> respond 503 circuit_open refused, abandon
    """,
    "a body that fails before anything is sent": """
    streams
    begin -> acquire
    bodyFailed -> respond 503 circuit_open refused, abandon
    """,
  ]
}
