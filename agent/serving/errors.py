"""What can keep a model server from being started.

ConfigurationError (agent.errors)
├── UnsafeSetting       what was asked for would open the machine, run foreign code or leak what is sent
└── UnusableCheckpoint  a folder of weights is not there or not whole
    └── UnsafeCheckpoint  it could run code when it is read; an UnsafeSetting, too

ModelError (agent.errors)
└── ServerFailed        vLLM ended, did not come up in time, or did not come up the way it was started
"""

from agent.errors import ConfigurationError, ModelError

__all__ = ["ServerFailed", "UnsafeCheckpoint", "UnsafeSetting", "UnusableCheckpoint"]


class UnsafeSetting(ConfigurationError):
    """A setting would open the machine, run foreign code or leak what is sent."""


class UnusableCheckpoint(ConfigurationError):
    """A folder of weights is missing, broken or unsafe."""


class UnsafeCheckpoint(UnusableCheckpoint, UnsafeSetting):
    """A folder of weights could run code when it is read."""


class ServerFailed(ModelError):
    """The model's server could not be started, or not the way it was asked for."""
