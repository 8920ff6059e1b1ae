import pytest

from agent.models.exchange import Exchange
from agent.models.images_sent import DOUBTS, TRUST_AGAIN, ImagesSent, Shipment

FILM = "data:image/png;base64,AAAA"
CROP = "data:image/png;base64,AAAB"


def send(sent: ImagesSent, *urls: str) -> list[bool]:
    """Whether each image went as data, the reply being well."""
    shipment = Shipment(sent)
    blocks = [shipment.block(url) for url in urls]
    shipment.arrived()
    return [block["image_url"] is not None for block in blocks]


def test_an_image_is_data_once_and_a_name_afterwards() -> None:
    sent = ImagesSent("")

    assert send(sent, FILM) == [True]
    assert send(sent, FILM, CROP) == [False, True]
    assert send(sent, FILM, CROP) == [False, False]


def test_a_request_without_a_reply_proves_nothing() -> None:
    sent = ImagesSent("")
    Shipment(sent).block(FILM)

    assert send(sent, FILM) == [True]


def test_an_image_that_is_there_twice_is_sent_twice() -> None:
    sent = ImagesSent("")

    assert send(sent, FILM, FILM) == [True, True]
    assert send(sent, FILM, FILM) == [False, False]


def test_names_tell_pictures_types_and_tenants_apart() -> None:
    mine, yours = ImagesSent("my key"), ImagesSent("your key")
    names = [mine.name(FILM), mine.name(CROP), mine.name(FILM.replace("png", "jpeg")), yours.name(FILM)]

    assert len(set(names)) == 4
    assert all(len(name) == 64 and int(name, 16) for name in names)
    assert mine.name("".join([FILM, ""])) == names[0] == ImagesSent("my key").name(FILM)


def test_pictures_with_the_same_ending_have_names_of_their_own() -> None:
    tail = "Z" * 200
    sent = ImagesSent("")

    assert sent.name(FILM + "A" + tail) != sent.name(FILM + "B" + tail)


def test_what_the_server_dropped_is_sent_again() -> None:
    sent, exchange = ImagesSent(""), Exchange()
    send(sent, FILM, CROP)
    shipment = Shipment(sent)
    shipment.block(FILM)
    again = shipment.again(exchange)

    assert [again.block(url)["image_url"] is not None for url in (FILM, CROP)] == [True, True]
    assert exchange.images_resent == 1
    again.arrived()
    assert send(sent, FILM, CROP) == [False, False]


@pytest.mark.parametrize("bounds", [{"max_names": 2}, {"max_bytes": 2 * len(FILM)}])
def test_memory_is_bounded_and_the_oldest_goes_first(bounds: dict[str, int]) -> None:
    sent = ImagesSent("", **bounds)
    urls = [f"data:image/png;base64,AAA{letter}" for letter in "ABC"]
    for url in urls:
        send(sent, url)

    assert len(sent) == 2
    assert send(sent, urls[0]) == [True]
    assert send(sent, urls[2]) == [False]


def test_a_server_that_keeps_nothing_is_sent_everything_for_a_while() -> None:
    sent = ImagesSent("")
    send(sent, FILM)
    for _ in range(DOUBTS):
        shipment = Shipment(sent)
        assert shipment.block(FILM)["image_url"] is None
        again = shipment.again(Exchange())
        again.block(FILM)
        again.arrived()

    # The last of those calls was the first that sent everything.
    assert [send(sent, FILM) for _ in range(TRUST_AGAIN - 1)] == [[True]] * (TRUST_AGAIN - 1)
    assert send(sent, FILM) == [False]
