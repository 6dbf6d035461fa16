"""A bot in Python's standard library alone: it streams an answer, uploads a file and takes signed events."""

import hashlib
import hmac
import json
import sys
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

URL, TOKEN, SECRET, CHANNEL = sys.argv[1:5]


def call(method, chunked=False, **arguments):
    body = json.dumps(arguments).encode()
    # A body that is given piece by piece has no length: it is sent in chunks.
    data = (body[index : index + 7] for index in range(0, len(body), 7)) if chunked else body
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json; charset=utf-8"}
    if chunked:
        headers["Transfer-Encoding"] = "chunked"
    with urllib.request.urlopen(urllib.request.Request(URL + method, data, headers)) as response:
        answer = json.load(response)
    if not answer["ok"]:
        sys.exit(f"{method}: {answer['error']}")
    return answer


def form(method, **arguments):
    data = urllib.parse.urlencode({"token": TOKEN, **arguments}).encode()
    with urllib.request.urlopen(URL + method, data) as response:
        answer = json.load(response)
    if not answer["ok"]:
        sys.exit(f"{method}: {answer['error']}")
    return answer


def upload(name, data):
    place = form("files.getUploadURLExternal", filename=name, length=len(data))
    with urllib.request.urlopen(urllib.request.Request(place["upload_url"], data)) as response:
        assert response.status == 200
    files = json.dumps([{"id": place["file_id"], "title": name}])
    file = form("files.completeUploadExternal", files=files, channel_id=CHANNEL)["files"][0]
    request = urllib.request.Request(file["url_private"], headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request) as response:
        assert response.read() == data


def answer(event):
    place = {"channel": CHANNEL, "thread_ts": event["ts"]}
    recipient = {"recipient_user_id": event["user"], "recipient_team_id": event["team"]}
    ts = call("chat.startStream", **place, **recipient)["ts"]
    for word in ("answered ", "by ", "Python"):
        call("chat.appendStream", chunked=True, channel=CHANNEL, ts=ts, markdown_text=word)
    call("chat.stopStream", channel=CHANNEL, ts=ts)


class Events(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        base = f"v0:{self.headers['X-Slack-Request-Timestamp']}:".encode() + body
        signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature, self.headers["X-Slack-Signature"]):
            self.send_error(401)
            return
        envelope = json.loads(body)
        reply = envelope.get("challenge", "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)
        if envelope["type"] == "event_callback":
            answer(envelope["event"])
            self.server.done = True

    def log_message(self, *_):
        pass


call("auth.test")
upload("report.bin", bytes(range(256)))
server = HTTPServer(("127.0.0.1", 0), Events)
server.done = False
print(f"connected {server.server_port}", flush=True)
while not server.done:
    server.handle_request()
