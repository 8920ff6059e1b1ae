"""Running a model server beside the agent: safe flags, a key, a check of what came up, and a clean end."""

from agent.serving.errors import ServerFailed, UnsafeSetting, UnusableCheckpoint
from agent.serving.launch import Server, serving
from agent.serving.plan import Options, Plan, make_plan

__all__ = ["Options", "Plan", "Server", "ServerFailed", "UnsafeSetting", "UnusableCheckpoint", "make_plan", "serving"]
