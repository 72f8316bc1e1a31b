import ExampleToolsKit
import SecureLLMServer

ToolServer(name: "example-tools", tools: Catalogue.served(by: Handlers())).main()
