// Audit events: one type per file of `Schemas/audit`, written by the build plugin through the links in this folder's
// `Schemas`. SwiftPM wants a source file of our own here.
