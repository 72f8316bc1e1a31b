# One request of a key.
key=$(securellm keys create alice 2>/dev/null)
securellm serve >/tmp/serve.log 2>&1 &
until grep -q Listening /tmp/serve.log; do sleep 0.05; done
curl -o /dev/null localhost:8080/v1/chat/completions -H "Authorization: Bearer $key" \
  --json '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'
sleep 0.2
securellm tools call git_status >/dev/null
{
  echo '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}'
  echo '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"git_status","arguments":{}}}'
} | securellm mcp >/dev/null
