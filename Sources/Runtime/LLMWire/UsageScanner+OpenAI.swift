import JSONCore

/// Chat completions, their chunks, embeddings and errors of OpenAI's API format.
extension UsageScanner {
  /// One chunk, or a whole completion; nil when it cannot be read. Chat completions, embeddings and errors differ in
  /// the members they have, so one walk is enough for all.
  mutating func scanOpenAI(_ reader: inout JSONReader) -> Event? {
    var choices: Int?
    var hasContent = false
    var hasUsage = false
    var hasError = false
    var isLast = false
    let isRead = reader.walkMembers { reader in
      switch reader.tokenCount {
      case 2: return reader.tokenEquals("id") ? reader.takeText(into: &responseID) : nil
      case 4: return reader.tokenEquals("type") ? Self.takeType(&reader, &isLast) : nil
      case 5:
        if reader.tokenEquals("model") { return reader.takeText(into: &model) }
        if reader.tokenEquals("usage") { return scanOpenAIUsage(&reader, &hasUsage) }
        return reader.tokenEquals("error") ? scanError(&reader, &hasError) : nil
      // Groq has the usage of a stream in a member of its own.
      case 6 where reader.tokenEquals("x_groq"):
        return reader.walkMembersIfObject { reader in
          reader.tokenEquals("usage") ? scanOpenAIUsage(&reader, &hasUsage) : nil
        }
      case 7:
        guard reader.tokenEquals("choices"), reader.peek() == UInt8(ascii: "[") else { return nil }
        // Counted from here on: nil means that there is no such list.
        choices = 0
        return reader.walkElements { reader in
          choices = choices.map { $0 + 1 }
          return scanChoice(&reader, &hasContent, &hasUsage)
        }
      case 12: return reader.tokenEquals("service_tier") ? reader.takeText(into: &variant.tier) : nil
      default: return nil
      }
    }
    guard isRead else { return nil }
    // An error wins over whatever came with it.
    if hasError { return .error }
    if hasContent { return .content }
    if isLast { return .end }
    // The chunk that `include_usage` asks for has an empty list of choices.
    return hasUsage && choices == 0 ? .usage : .other
  }

  /// What ends a stream of images, of speech, of a transcript; no `[DONE]` follows.
  private static let lastEvents: Set<ShortText> = [
    "image_generation.completed", "image_edit.completed", "speech.audio.done", "transcript.text.done",
  ]

  /// Chunks of completions have no type: events of images, speech and transcripts do. Not inlined: most never come here.
  @inline(never)
  private static func takeType(_ reader: inout JSONReader, _ isLast: inout Bool) -> Bool {
    var type = ShortText()
    guard reader.takeText(into: &type) else { return false }
    isLast = lastEvents.contains(type)
    return true
  }

  /// The reason why it ended, and whether its `delta` brings anything. Moonshot has the usage of a stream here.
  private mutating func scanChoice(
    _ reader: inout JSONReader, _ hasContent: inout Bool, _ hasUsage: inout Bool
  ) -> Bool {
    reader.walkMembersIfObject { reader in
      if reader.tokenEquals("delta") {
        return reader.walkMembersIfObject { reader in
          if reader.tokenEquals("role") { return nil }
          // A text, a list or an object with something in it: `""`, `[]`, `{}` and null are no piece of a response.
          let isNull = reader.peek() == UInt8(ascii: "n")
          let start = reader.offset
          guard reader.passValue() else { return false }
          hasContent = hasContent || !isNull && reader.offset - start > 2
          return true
        }
      }
      if reader.tokenEquals("finish_reason") { return reader.takeText(into: &finishReason) }
      if reader.tokenEquals("usage") { return scanOpenAIUsage(&reader, &hasUsage) }
      return nil
    }
  }

  /// The last usage counts: with some providers it is in every chunk, and each time for all chunks so far. A 0 in it
  /// takes no count back.
  private mutating func scanOpenAIUsage(_ reader: inout JSONReader, _ hasUsage: inout Bool) -> Bool {
    var found = OpenAICounts()
    let isRead = reader.walkMembersIfObject { found.take(&$0) }
    if let usage = found.usage {
      self.usage = self.usage?.followed(by: usage) ?? usage
      hasUsage = true
    }
    note(found.cost)
    return isRead
  }
}

/// The members of a `usage` in OpenAI's API format; each provider has some of them.
private struct OpenAICounts {
  var prompt: Int?
  var completion: Int?
  var cached: Int?
  var cacheWrite: Int?
  var audioPrompt: Int?
  var reasoning: Int?
  var audioCompletion: Int?
  /// DeepSeek's: hit and miss are all of the prompt. Moonshot has the hit alone, under another name.
  var cacheHit: Int?
  var cacheMiss: Int?
  /// Of a reranking some report nothing else.
  var total: Int?
  /// OpenRouter's, Perplexity's and xAI's; xAI charges for sources.
  var webSearches: Int?
  var unpricedParts = 0
  /// Tokens of images that were made: they cost something else than those of text.
  var images: Int?
  var cost = ReportedCost()

  /// A member, whose name is the reader's token.
  mutating func take(_ reader: inout JSONReader) -> Bool? {
    switch reader.tokenCount {
    case 12 where reader.tokenEquals("total_tokens"): return reader.takeCount(into: &total)
    // Images, speech and transcripts.
    case 12 where reader.tokenEquals("input_tokens"): return reader.takeCount(into: &prompt)
    case 13 where reader.tokenEquals("prompt_tokens"): return reader.takeCount(into: &prompt)
    case 13 where reader.tokenEquals("output_tokens"): return reader.takeCount(into: &completion)
    case 13 where reader.tokenEquals("cached_tokens"): return reader.takeCount(into: &cacheHit)
    case 15 where reader.tokenEquals("server_tool_use"):
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("web_search_requests") ? reader.takeCount(into: &webSearches) : nil
      }
    case 16 where reader.tokenEquals("num_sources_used"): return reader.takeCount(into: &webSearches)
    case 17 where reader.tokenEquals("completion_tokens"): return reader.takeCount(into: &completion)
    case 18 where reader.tokenEquals("num_search_queries"): return reader.takeCount(into: &webSearches)
    case 19 where reader.tokenEquals("input_token_details"):
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("audio_tokens") ? reader.takeCount(into: &audioPrompt) : nil
      }
    case 20 where reader.tokenEquals("input_tokens_details"): return takePromptDetails(&reader)
    case 21 where reader.tokenEquals("prompt_tokens_details"): return takePromptDetails(&reader)
    case 23 where reader.tokenEquals("prompt_cache_hit_tokens"): return reader.takeCount(into: &cacheHit)
    case 24 where reader.tokenEquals("prompt_cache_miss_tokens"): return reader.takeCount(into: &cacheMiss)
    case 25 where reader.tokenEquals("completion_tokens_details"): return takeCompletionDetails(&reader)
    case 30 where reader.tokenEquals("server_side_tool_usage_details"):
      return reader.takeServerTools(&webSearches, &unpricedParts)
    default: return cost.take(&reader)
    }
  }

  private mutating func takePromptDetails(_ reader: inout JSONReader) -> Bool {
    reader.walkMembersIfObject { reader in
      if reader.tokenEquals("cached_tokens") { return reader.takeCount(into: &cached) }
      switch reader.tokenCount {
      case 12 where reader.tokenEquals("audio_tokens"): return reader.takeCount(into: &audioPrompt)
      case 18 where reader.tokenEquals("cache_write_tokens"), 21 where reader.tokenEquals("cache_creation_tokens"),
        27 where reader.tokenEquals("cache_creation_input_tokens"):
        return reader.takeCount(into: &cacheWrite)
      default: return nil
      }
    }
  }

  private mutating func takeCompletionDetails(_ reader: inout JSONReader) -> Bool {
    reader.walkMembersIfObject { reader in
      if reader.tokenEquals("reasoning_tokens") { return reader.takeCount(into: &reasoning) }
      if reader.tokenEquals("audio_tokens") { return reader.takeCount(into: &audioCompletion) }
      if reader.tokenEquals("image_tokens") { return reader.takeCount(into: &images) }
      return nil
    }
  }

  /// Nil when it reports nothing. A cache hit is a part of `prompt_tokens`, reasoning one of `completion_tokens`.
  var usage: Usage? {
    guard prompt != nil || completion != nil || cacheMiss != nil || total != nil else { return nil }
    var usage = Usage()
    if prompt == nil, completion == nil, cacheMiss == nil {
      usage.prompt = total ?? 0
      return usage
    }
    usage.cached = cached ?? cacheHit ?? 0
    // DeepSeek's two halves are the whole where the sum itself is missing.
    usage.prompt = prompt ?? (cacheHit ?? 0) + (cacheMiss ?? 0)
    usage.cacheWrite = cacheWrite ?? 0
    usage.audioPrompt = audioPrompt ?? 0
    usage.completion = completion ?? 0
    usage.reasoning = reasoning ?? 0
    usage.audioCompletion = audioCompletion ?? 0
    usage.webSearches = webSearches ?? 0
    usage.unpricedParts = unpricedParts + (images ?? 0 > 0 ? 1 : 0)
    usage.believe(total: total)
    return usage
  }
}
