// Package bot answers mentions. It connects by Socket Mode.
package bot

import (
	"context"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// Run answers until the context ends. apiURL is https://slack.com/api/, or that of a local Slack.
func Run(ctx context.Context, apiURL, token, appToken string) error {
	api := slack.New(token, slack.OptionAPIURL(apiURL), slack.OptionAppLevelToken(appToken))
	client := socketmode.New(api)
	go func() {
		for event := range client.Events {
			if event.Type != socketmode.EventTypeEventsAPI {
				continue
			}
			client.Ack(*event.Request)
			outer := event.Data.(slackevents.EventsAPIEvent)
			if mention, ok := outer.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
				text := slack.MsgOptionText("All is well.", false)
				api.PostMessage(mention.Channel, text, slack.MsgOptionTS(mention.TimeStamp))
			}
		}
	}()
	return client.RunContext(ctx)
}
