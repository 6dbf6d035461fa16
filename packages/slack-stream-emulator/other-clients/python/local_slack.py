"""A local Slack for pytest, in the standard library alone. Copy this file beside your tests.

    from local_slack import slack  # the fixture

    def test_it_answers(slack):
        question = slack.mention("Any news?")
        [answer] = slack.wait_for_answer(question)
        assert answer["state"] == "stopped"
"""

import json
import os
import re
import shlex
import subprocess
import urllib.error
import urllib.request

import pytest

#: How the emulator is started. Set SLACK_EMULATOR to start it in another way.
COMMAND = os.environ.get("SLACK_EMULATOR", "npx slack-stream-emulator")


class LocalSlack:
    """A running emulator whose clock stands still: two runs that do the same give the same ids and times."""

    def __init__(self, *flags):
        fixed = ["--port", "0", "--clock", "manual", "--start-time", "2026-01-01T00:00:00Z"]
        self._process = subprocess.Popen(
            [*shlex.split(COMMAND), *fixed, *flags], stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.url = self._read_url()
        #: What a client takes: ``WebClient(token=slack.token, base_url=slack.api_url)``.
        self.api_url = f"{self.url}/api/"
        info = self.ask("GET", "")
        self.token, self.app_token = info["token"], info["appToken"]

    def _read_url(self):
        for line in self._process.stdout:
            found = re.search(r"Page\s+(http://\S+)/", line)
            if found:
                return found[1]
        raise RuntimeError(f"{COMMAND} did not start; its exit code is {self._process.wait()}")

    def ask(self, verb, path, /, **body):
        """One request to the control API; see /control/v1/openapi.json. Raises with the emulator's own sentence."""
        request = urllib.request.Request(
            f"{self.url}/control/v1/{path}",
            method=verb,
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{verb} {path}: {json.load(refusal)['error']}") from None

    def connect(self, url, signing_secret):
        """Sends events to a bot that takes them over HTTP. One in Socket Mode connects by itself."""
        self.ask("POST", "bots", url=url, signingSecret=signing_secret)

    def mention(self, text, **options):
        """Somebody mentions the bot. Returns the channel and the ts of the message, and its delivery."""
        return self.ask("POST", "people/mention", text=text, **options)

    def wait_for_answer(self, question, count=1):
        """Waits until the bot has written in the thread and nothing is under way; returns what it wrote.

        Slack's clock moves only as far as calls and events need.
        """
        state = self.ask("POST", "clock/run", until="idle", answersTo=question["ts"], answers=count)
        assert state["isDone"], f"the bot is not done: Slack waits for {', '.join(state['waitingFor'])}"
        thread = f"messages?channel={question['channel']}&threadTs={question['ts']}"
        return [message for message in self.ask("GET", thread)["messages"] if message["isBot"]]

    def advance(self, ms):
        return self.ask("POST", "clock/advance", ms=ms)

    def fail_next(self, method, fault, **options):
        """Breaks the next call of a method: ``slack.fail_next("chat.appendStream", "rate-limit:30")``."""
        self.ask("POST", "faults", method=method, fault=fault, **options)

    def transcript(self):
        return self.ask("GET", "transcript")["lines"]

    def save_recording(self, path):
        """Saves what the page shows as a file that the page opens again."""
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.ask("GET", "recording"), file)

    def close(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture
def slack():
    running = LocalSlack()
    yield running
    left = running.ask("GET", "faults")["pending"]
    running.close()
    assert not left, f"no call met these faults: {left}"
