"""What holds for every text that is given to a reader of model files."""

from exactrelu.errors import ExactReluError


def assert_read_or_refused_in_one_line(read):
    try:
        read()
    except ExactReluError as error:
        message = str(error)
    else:
        return
    assert message.startswith("text: ")
    assert len(message.splitlines()) == 1
    assert len(message) < 400
