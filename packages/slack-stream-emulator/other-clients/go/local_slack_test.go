package bot

// A local Slack for tests in Go, in the standard library alone. Copy this file beside your tests.

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// LocalSlack is a running emulator whose clock stands still: two runs that do the same give the same ids and times.
type LocalSlack struct {
	URL, APIURL     string
	Token, AppToken string
	test            *testing.T
}

// Message is what a test looks at; /control/v1/openapi.json lists all fields.
type Message struct {
	Channel, Ts, Text, Markdown, State string
	IsBot, IsErrored                   bool
}

// StartSlack starts an emulator, and ends it with the test. SLACK_EMULATOR may hold another command that starts it.
func StartSlack(t *testing.T, flags ...string) *LocalSlack {
	t.Helper()
	command := os.Getenv("SLACK_EMULATOR")
	if command == "" {
		command = "npx slack-stream-emulator"
	}
	words := append(strings.Fields(command), "--port", "0", "--clock", "manual", "--start-time", "2026-01-01T00:00:00Z")
	process := exec.Command(words[0], append(words[1:], flags...)...)
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err == nil {
		err = process.Start()
	}
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	t.Cleanup(func() {
		process.Process.Signal(os.Interrupt)
		process.Wait()
	})
	local := &LocalSlack{test: t}
	page := regexp.MustCompile(`Page\s+(http://\S+)/`)
	lines := bufio.NewScanner(output)
	for local.URL == "" && lines.Scan() {
		if found := page.FindStringSubmatch(lines.Text()); found != nil {
			local.URL = found[1]
		}
	}
	if local.URL == "" {
		t.Fatalf("%s did not start", command)
	}
	// Nobody reads its log, and a full pipe would stop it.
	go func() {
		for lines.Scan() {
		}
	}()
	local.APIURL = local.URL + "/api/"
	var info struct{ Token, AppToken string }
	local.Ask("GET", "", nil, &info)
	local.Token, local.AppToken = info.Token, info.AppToken
	return local
}

// Ask makes one request to the control API. A refusal ends the test with the emulator's own sentence.
func (local *LocalSlack) Ask(method, path string, body, answer interface{}) {
	local.test.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		local.test.Fatal(err)
	}
	if body == nil {
		data = nil
	}
	request, err := http.NewRequest(method, local.URL+"/control/v1/"+path, bytes.NewReader(data))
	if err != nil {
		local.test.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		local.test.Fatal(err)
	}
	defer response.Body.Close()
	decoder := json.NewDecoder(response.Body)
	if response.StatusCode != http.StatusOK {
		var refusal struct{ Error string }
		decoder.Decode(&refusal)
		local.test.Fatalf("%s %s: %s", method, path, refusal.Error)
	}
	if answer != nil {
		if err := decoder.Decode(answer); err != nil {
			local.test.Fatal(err)
		}
	}
}

// WaitForBot waits until a bot has connected by Socket Mode.
func (local *LocalSlack) WaitForBot() {
	local.test.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var info struct{ Bots int }
		local.Ask("GET", "", nil, &info)
		if info.Bots > 0 {
			return
		}
	}
	local.test.Fatal("no bot has connected")
}

// Mention lets somebody mention the bot.
func (local *LocalSlack) Mention(text string) (question Message) {
	local.test.Helper()
	local.Ask("POST", "people/mention", map[string]string{"text": text}, &question)
	return question
}

// WaitForAnswer waits until the bot has written in the thread and nothing is under way, and gives what it wrote.
func (local *LocalSlack) WaitForAnswer(question Message) (answers []Message) {
	local.test.Helper()
	var state struct {
		IsDone     bool
		WaitingFor []string
	}
	local.Ask("POST", "clock/run", map[string]string{"until": "idle", "answersTo": question.Ts}, &state)
	if !state.IsDone {
		local.test.Fatalf("the bot is not done: Slack waits for %s", strings.Join(state.WaitingFor, ", "))
	}
	var thread struct{ Messages []Message }
	local.Ask("GET", "threads/"+question.Channel+"/"+question.Ts, nil, &thread)
	for _, message := range thread.Messages {
		if message.IsBot {
			answers = append(answers, message)
		}
	}
	return answers
}

// Transcript is the run as lines.
func (local *LocalSlack) Transcript() []string {
	local.test.Helper()
	var run struct{ Lines []string }
	local.Ask("GET", "transcript", nil, &run)
	return run.Lines
}
