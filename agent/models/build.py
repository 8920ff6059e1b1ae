"""From a profile to a chat model."""

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from agent.errors import ConfigurationError
from agent.models.profile import Profile
from agent.settings import Settings
from guidelines import Vocabulary

__all__ = ["build_model"]

_SAMPLING = ("top_p", "top_k", "repetition_penalty")
"""Fields of a profile that a request carries under the same name."""


def build_model(profile: Profile, settings: Settings, vocabulary: Vocabulary) -> BaseChatModel:
    """Build the chat model of a profile.

    Raises:
        ConfigurationError: If the profile's model has to be given by the caller.
    """
    match profile.kind:
        case "embedded":
            from agent.models.embedded import ChatEmbedded

            return ChatEmbedded(vocabulary=vocabulary)
        case "served":
            from agent.models.served import ChatVLLM

            return ChatVLLM(
                base_url=settings.base_url,
                model=settings.model or profile.checkpoint or profile.name,
                api_key=SecretStr(settings.api_key) if settings.api_key else None,
                temperature=profile.temperature,
                max_tokens=profile.max_tokens,
                stop=list(profile.stop) or None,
                logprobs=profile.token_probabilities,
                images_by_uuid=profile.images_by_uuid,
                extra={name: value for name in _SAMPLING if (value := getattr(profile, name)) is not None},
            )
        case "scripted":
            raise ConfigurationError(
                f"Profile {profile.name!r} has no model of its own; pass one: Agent(profile={profile.name!r}, model=…)."
            )
