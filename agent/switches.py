"""Parts of the agent that can be switched off, so that what each of them is worth can be measured."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches

from agent.errors import ConfigurationError
from tools.tool import Tool

__all__ = ["EVERYTHING_ON", "Switches"]

_MAGNIFY = frozenset({"crop", "zoom"})
"""Tools that show a region at more pixels than the whole image has for it: both do, since an image is scaled down to
what its model sees and a part of it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """What an agent does; each is on unless it is to be measured what happens without it.

    An answer that was reached with something off says so: in its trace, and as a sentence in `Diagnosis.degraded`.
    """

    tools: bool = True
    """Tools that look at or compute on images, notes and numbers. Off: none is offered and none can be called."""
    zoom: bool = True
    """Tools that magnify a region. Off: a model sees images as they are scaled to its size."""
    retrieval: bool = True
    """Searching texts and the paths behind them, by the model and by the agent. Off: an answer to a question may stand
    without evidence."""
    filter: bool = True
    """The evidence filter. Off: every passage found is put before the model, in the order of the search; it is still
    fenced, and its control tokens are harmless."""
    reformulation: bool = True
    """New words for a further search. Off: a further round repeats the queries that were asked before it."""
    reretrieval: bool = True
    """Further searches after an answer that is not sure enough. Off: the first answer is the last."""

    @classmethod
    def without(cls, *names: str) -> "Switches":
        """Everything on but these.

        Example:
            >>> Switches.without("zoom", "filter").off
            ('filter', 'zoom')

        Raises:
            ConfigurationError: If there is no such switch.
        """
        known = [one.name for one in fields(cls)]
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f" Did you mean {near[0]!r}?" if near else ""
                raise ConfigurationError(f"There is no switch {name[:64]!r}.{hint} Switches: {', '.join(known)}.")
        return replace(cls(), **dict.fromkeys(names, False))

    @property
    def off(self) -> tuple[str, ...]:
        """Names of what is switched off, in order."""
        return tuple(sorted(one.name for one in fields(self) if not getattr(self, one.name)))

    @property
    def searches_again(self) -> bool:
        """Whether an answer that is not sure enough leads to another search."""
        return self.retrieval and self.reretrieval

    def said(self) -> tuple[str, ...]:
        """A sentence for the reader of an answer that was reached with something off; nothing where all is on."""
        return (f"Switched off for this case: {', '.join(self.off)}.",) if self.off else ()

    def left(self, tools: Mapping[str, Tool]) -> dict[str, Tool]:
        """The tools that are left: what is not there can neither be offered nor called."""
        return {name: tool for name, tool in tools.items() if self._is_on(tool)}

    def _is_on(self, tool: Tool) -> bool:
        if tool.runs_in == "retrieve":
            return self.retrieval
        return self.tools and (self.zoom or tool.name not in _MAGNIFY)


EVERYTHING_ON = Switches()
"""How an agent is used."""
