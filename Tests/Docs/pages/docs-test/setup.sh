# What `git clone` would bring, in small.
suite=JSON-Schema-Test-Suite
mkdir -p $suite/remotes $suite/tests/draft7 $suite/tests/draft2020-12/optional/format
echo '[{ "description": "any", "schema": {}, "tests": [{ "description": "one", "data": 1, "valid": true }] }]' \
  | tee $suite/tests/draft7/a.json $suite/tests/draft2020-12/a.json >$suite/tests/draft2020-12/optional/format/a.json
echo '{}' >$suite/remotes/any.json
