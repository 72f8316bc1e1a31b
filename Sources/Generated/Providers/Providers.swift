// What providers and their clients say to each other, and what the proxy says itself: one type per file of
// `Schemas/providers` and `Schemas/proxy`, written by the build plugin through the links in this folder's `Schemas`.
