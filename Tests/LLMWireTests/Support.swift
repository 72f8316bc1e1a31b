import LLMWire

func usage(
  _ prompt: Int, cached: Int = 0, written: Int = 0, hour: Int = 0, audio: Int = 0, completion: Int = 0,
  _ reasoning: Int = 0, _ audioCompletion: Int = 0
) -> Usage {
  var usage = Usage()
  usage.prompt = prompt
  usage.cached = cached
  usage.cacheWrite = written
  usage.cacheWrite1h = hour
  usage.audioPrompt = audio
  usage.completion = completion
  usage.reasoning = reasoning
  usage.audioCompletion = audioCompletion
  return usage
}
