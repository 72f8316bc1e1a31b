touch /tmp/openai-is-down
