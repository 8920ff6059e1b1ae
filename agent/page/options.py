"""How the server was started, checked before anything is opened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from agent.audit import Audit
from agent.auditing.opening import open_audit
from agent.errors import ConfigurationError
from agent.models.profile import load_profile
from agent.page.assistants import Assistant, Assistants, Offer
from agent.page.batches import Batches
from agent.page.desk import Desk
from agent.page.frames import Shelf
from agent.page.guard import Names
from agent.page.limits import Limits
from agent.page.parts import Parts
from agent.page.sessions import Sessions, cookie_name
from agent.page.studies import Studies
from agent.page.tokens import OWNER, Tokens, make_token
from agent.page.visitors import Door
from agent.page.workplace import Workplace
from agent.settings import Settings
from corpora import DEFAULT_ENCODER

__all__ = ["Options", "is_loopback"]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What somebody asked for."""

    host: str = "127.0.0.1"
    port: int = 8765
    profiles: tuple[str, ...] = ("embedded",)
    """The first is the default."""
    guidelines: tuple[Path, ...] = ()
    encoder: str | None = DEFAULT_ENCODER
    token_file: Path | None = None
    """Tokens of people; None draws one, which only loopback may do with."""
    names: tuple[str, ...] = ()
    """Further names of this machine, under which it answers."""
    certificate: Path | None = None
    """For TLS, with its key."""
    key: Path | None = None
    audit: Path | None = None
    folder: Path | None = None
    """Where the folder for uploads is made; None: the machine's temporary folder."""
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not 0 < self.port < 65_536:
            raise ConfigurationError(f"A port is a number from 1 to 65535, not {self.port}.")
        if not self.profiles:
            raise ConfigurationError("Name at least one profile.")
        if (self.certificate is None) != (self.key is None):
            raise ConfigurationError("TLS needs a certificate and its key: give both, or neither.")
        self._check_files()
        self._check_reach()

    def _check_files(self) -> None:
        for folder in self.guidelines:
            if not folder.is_dir():
                raise ConfigurationError(f"There is no folder {folder} for --guidelines; name one that is there.")
        for file, option in ((self.certificate, "--certificate"), (self.key, "--key")):
            if file is not None and not file.is_file():
                raise ConfigurationError(f"There is no file {file} for {option}; name one that is there.")

    def _check_reach(self) -> None:
        if not is_loopback(self.host):
            if self.token_file is None:
                raise ConfigurationError(
                    f"--host {self.host} can be reached from other machines, so it needs --token-file FILE with a "
                    "token for each person (and TLS: --certificate and --key, or a proxy that has it). Without it "
                    "the page answers this machine only."
                )
            if self.host in ("0.0.0.0", "::") and not self.names:  # noqa: S104 - it is what is refused
                raise ConfigurationError(
                    f"--host {self.host} listens on every address; say with --name under which names people call it, "
                    "since requests to other names are refused."
                )

    @property
    def scheme(self) -> str:
        """`https` where there is a certificate."""
        return "http" if self.certificate is None else "https"

    def served_names(self) -> Names:
        """Under which names requests are answered."""
        own = _LOOPBACK if is_loopback(self.host) else (self.host, *_LOOPBACK)
        return Names.of(tuple(dict.fromkeys((*own, *self.names))), self.port, self.scheme)

    def tokens(self) -> tuple[Tokens, str | None]:
        """The tokens, and the one to print where it was drawn.

        Raises:
            ConfigurationError: If the file cannot be used.
        """
        if self.token_file is not None:
            return Tokens.read(self.token_file), None
        token = make_token()
        return Tokens.of({OWNER: token}), token

    def parts(self, tokens: Tokens, offers: dict[str, Offer] | None = None) -> Parts:
        """Put the parts of the server together.

        Args:
            tokens: Who may use it.
            offers: In place of the agents of the profiles, for tests.

        Raises:
            ConfigurationError: If a profile is unknown, or a folder cannot be used.
            AuditError: If the audit log cannot be written to.
        """
        settings = Settings.from_environment()
        log = open_audit(self.audit, settings, interface="page")
        known = [load_profile(one) for one in self.profiles] if offers is None else []
        workplace = Workplace(self.folder)
        made = offers or {
            one.name: Offer(one, self._maker(given, workplace.checkpoints, log))
            for one, given in zip(known, self.profiles, strict=True)
        }
        assistants = Assistants(made)
        desk, studies = Desk(assistants, self.limits), Studies(self.limits)
        return Parts(
            limits=self.limits,
            door=Door(
                tokens=tokens,
                sessions=Sessions(self.limits),
                cookie=cookie_name(self.port),
                is_secure=self.scheme == "https",
            ),
            workplace=workplace,
            studies=studies,
            shelf=Shelf(self.limits),
            assistants=assistants,
            desk=desk,
            batches=Batches(desk, studies),
            audit=log,
        )

    def _maker(self, profile: str, checkpoints: Path, audit: Audit | None) -> Callable[[], Assistant]:
        def make() -> Assistant:
            return Assistant(
                profile=profile,
                guidelines=self.guidelines,
                encoder=self.encoder,
                checkpoints=checkpoints,
                audit=audit,
            )

        return make
