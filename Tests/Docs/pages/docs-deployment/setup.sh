# What the first start of the service makes.
mkdir -p /var/log/securellm/audit
