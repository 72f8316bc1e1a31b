# A small audit of today: what two keys asked of three models.
audit=~/.local/share/securellm/audit
mkdir -p "$audit" && chmod 700 "$audit"
number=0
finished() { # key name provider model status cost labels
  number=$((number + 1))
  printf '{"timestamp":"%sT00:00:%02d.000Z","request_id":"req_%026d","event_type":"request_finished","status":"%s","operation":"chat","provider":"%s","model":"%s","user":"%s","key_id":"%s"%s,"prompt_tokens":1800,"completion_tokens":350,"cached_tokens":600%s,"duration_us":900000,"attempts":1,"http_status":200}\n' \
    "$(date -u +%F)" "$number" "$number" "$5" "$3" "$4" "$2" "$1" "$7" "${6:+,\"estimated_cost_nano_usd\":$6}"
}
{
  finished 3f0a9c41 search anthropic claude-sonnet-5 success 8670000 ',"end_user":"alice","tags":["prod","team=search"]'
  finished 3f0a9c41 search anthropic claude-sonnet-5 failed 8670000 ',"end_user":"alice","tags":["prod","team=search"]'
  finished 3f0a9c41 search openai gpt-5.4 success 8250000 ''
  finished 3f0a9c41 search openai gpt-5.4 success '' ''
  finished 77c1e0b5 notes ollama qwen3:32b success '' ''
} >"$audit/audit-$(date -u +%F).jsonl"
