package bot

import (
	"context"
	"reflect"
	"testing"
)

func TestAMentionIsAnsweredInItsThread(t *testing.T) {
	local := StartSlack(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go Run(ctx, local.APIURL, local.Token, local.AppToken)
	local.WaitForBot()

	answers := local.WaitForAnswer(local.Mention("Any news?"))
	if len(answers) != 1 || answers[0].Text != "All is well." {
		t.Errorf("the thread has %+v", answers)
	}
	for _, line := range local.Transcript() {
		if line == `0.0s chat.postMessage #1 "All is well."` {
			return
		}
	}
	t.Errorf("the transcript is %q", local.Transcript())
}

func TestTwoRunsTellTheSame(t *testing.T) {
	run := func() []string {
		local := StartSlack(t)
		local.Ask("POST", "people/message", map[string]string{"text": "Nobody answers"}, nil)
		local.Ask("POST", "clock/advance", map[string]int{"ms": 60000}, nil)
		var told struct{ Messages []Message }
		local.Ask("GET", "messages", nil, &told)
		return []string{told.Messages[0].Ts, told.Messages[0].Text}
	}
	if first, second := run(), run(); !reflect.DeepEqual(first, second) {
		t.Errorf("%v and then %v", first, second)
	}
}
