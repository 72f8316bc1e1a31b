// What providers and their clients say to each other: one type per file of `Schemas/providers`, written by the build
// plugin through the links in this folder's `Schemas`.
