"""How the audit record is made, chained, kept and checked; `agent.audit` is the door."""
