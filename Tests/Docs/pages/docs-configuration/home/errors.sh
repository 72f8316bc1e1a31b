# A file with one error of each kind that a second run reports.
mkdir -p /srv/proxy && cd /srv/proxy
cat >prices.json <<'END'
{
  "version": "ours",
  "rows": [
    {
      "provider": "openai",
      "model": "gpt-5",
      "match": "exact",
      "price": { "input": 1, "output": 1, "imput": 1 }
    }
  ]
}
END
cat >securellm.json <<'END'
{
  "listen": {
    "port": 8080
  },
  "providers": {
    "groq": {
      "limits": {}
    },
    "openai": {
      "key": {
        "env": "OPENAI_KEY"
      }
    }
  },
  "prices": { "file": "prices.json" },
  "audit": { "folder": "prices.json/audit" }
}
END
echo 'no database' >keys.sqlite
SECURELLM_KEYS_DATABASE=keys.sqlite securellm serve --check
