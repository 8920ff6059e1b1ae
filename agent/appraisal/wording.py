"""How something is said: which way it goes, whether it is denied, whether it concludes."""

import re

__all__ = ["concludes", "denies_outright", "direction", "negations"]

_UP = re.compile(
    r"\b(?:increas|rais|elevat|higher|greater|more|improv|enhanc|promot|induc|activat|upregulat|up-regulat|stimulat|facilitat|"
    r"augment|rise|gain|positive|longer|larger|better|accelerat|amplif|expand|high)\w*"
)
_DOWN = re.compile(
    r"\b(?:decreas|reduc|lower|less|fewer|declin|diminish|inhibit|suppress|impair|attenuat|downregulat|down-regulat|prevent|"
    r"block|protect|loss|lack|worse|negative|shorter|smaller|abolish|delay|deplet|low|weak|deficien|absen|inactivat)\w*"
)
_NOT = re.compile(
    r"\b(?:no|not|nor|none|neither|never|without|cannot|can't|fail(?:s|ed|ure)? to|unable|"
    r"unlikely|independent(?:ly)? of|lacks?|"
    r"unaffected|unchanged|rather than|n't)\b|n't\b|\bno (?:significant|difference|effect|association|evidence)\b"
)
_OUTRIGHT = re.compile(
    r"\b(?:(?:did|do|does|was|were|is|are|has|have|had|could|can|may) not|cannot|"
    r"not (?:associated|significant\w*|increas\w*|reduc\w*|affect\w*|differ\w*)|"
    r"no (?:significant |clear |overall )*(?:effect|association|difference|evidence|benefit|change|increase|reduction|"
    r"improvement|relationship|correlation)s?|fail(?:ed|s|ure)? to|neither)\b"
)
_CONCLUDES = re.compile(
    r"\b(?:conclu\w+|our (?:results|findings|data|study)|these (?:results|findings|data)|this study|"
    r"we (?:found|show|showed|"
    r"demonstrate\w*|report|identif\w+|observed|conclude)|suggest\w*|indicat\w+|reveal\w*|"
    r"provide evidence|associated with|"
    r"significant\w*|result(?:ed|s) in|p\s*[<=])"
)


def direction(text: str) -> int:
    """Say which way a sentence goes: 1 up, −1 down, 0 both or neither; a denial is not looked at (`negations`).

    Example:
        >>> direction("Aspirin lowers the risk."), direction("BMI rises with age.")
        (-1, 1)
    """
    plain = text.lower()
    up, down = len(_UP.findall(plain)), len(_DOWN.findall(plain))
    return (up > down) - (up < down)


def negations(text: str) -> int:
    """Count the denials in a sentence."""
    return len(_NOT.findall(text.lower()))


def denies_outright(text: str) -> bool:
    """Whether a sentence says that something is not so, rather than that something is absent.

    Example:
        >>> denies_outright("Aspirin did not lower the risk."), denies_outright("Patients without fever recovered.")
        (True, False)
    """
    return _OUTRIGHT.search(text.lower()) is not None


def concludes(text: str) -> float:
    """Say whether a sentence states a result or a conclusion [0-1]: half for one such wording, 1 for two and more."""
    return min(1.0, len(_CONCLUDES.findall(text.lower())) / 2)
