// The catalogue of tools: one type per file of `Schemas/tools`, written by the build plugin through the links in
// this folder's `Schemas`. SwiftPM wants a source file of our own here.
