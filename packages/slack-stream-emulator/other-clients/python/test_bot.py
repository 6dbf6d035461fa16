"""How a bot in Python is tested on a local Slack: the bot runs unchanged, in a process of its own."""

import os
import subprocess
import sys

import pytest
from local_slack import slack  # noqa: F401

SECRET = "a-signing-secret"


@pytest.fixture
def bot(slack):  # noqa: F811
    environment = {
        **os.environ,
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": SECRET,
    }
    script = os.path.join(os.path.dirname(__file__), "bot.py")
    process = subprocess.Popen([sys.executable, script], env=environment, stdout=subprocess.PIPE, text=True)
    slack.connect(process.stdout.readline().strip(), SECRET)
    yield process
    process.terminate()
    process.wait()
    process.stdout.close()


def test_it_streams_an_answer_and_closes_it(slack, bot):  # noqa: F811
    question = slack.mention("Any news?")
    [answer] = slack.wait_for_answer(question)
    assert answer["markdown"] == "All is **well**."
    assert answer["state"] == "stopped" and not answer["isErrored"]
    assert slack.transcript() == [
        "0.0s chat.startStream #1",
        '0.0s chat.appendStream #1 text "All "',
        '0.0s chat.appendStream #1 text "is "',
        '0.0s chat.appendStream #1 text "**well**."',
        "0.0s chat.stopStream #1",
    ]


def test_a_rate_limit_costs_a_wait_and_no_word(slack, bot):  # noqa: F811
    slack.fail_next("chat.appendStream", "rate-limit:1", skip=1)
    question = slack.mention("Any news?")
    [answer] = slack.wait_for_answer(question)
    assert answer["markdown"] == "All is **well**."
    assert any("!rate-limit" in line for line in slack.transcript())


def test_a_mistake_in_a_test_is_one_sentence(slack):  # noqa: F811
    with pytest.raises(AssertionError, match="did you mean chat.appendStream"):
        slack.fail_next("chat.appendStraem", "internal_error")
