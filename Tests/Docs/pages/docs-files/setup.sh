# A server in use.
securellm keys create ci >/dev/null 2>&1
securellm serve >/tmp/serve.log 2>&1 &
until grep -q Listening /tmp/serve.log; do sleep 0.05; done
curl -o /dev/null localhost:8080/v1/chat/completions \
  --json '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'
sleep 0.2
