"""A carrier to develop and test against: a real HTTP server with waybills, tracking pushes and bad days.

`python -m samples.carrier --port 9100 --webhook URL --secret S`; in a process: `server.start_in_thread`.
Faults are asked for by the request header X-Sandbox-Fault or by POST /_control; GET /_effects tells what
has really happened, per idempotency key.
"""
