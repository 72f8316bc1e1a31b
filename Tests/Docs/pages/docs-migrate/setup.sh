# The older server's database where it lies, and another one.
python3 - <<'END'
import os, pathlib, sys
sys.path.insert(0, os.environ["CHECKOUT"] + "/Tests/Common")
from older_server import OlderDatabase
OlderDatabase(pathlib.Path("old/knowledge.db")).fill().close()
found = OlderDatabase(pathlib.Path.home() / ".local/share/securellm/knowledge.db")
found.entry(found.session(7, "Begin"), "A fact")
found.close()
END
export SECURELLM_DEEPSEEK_API_KEY=sk-test
