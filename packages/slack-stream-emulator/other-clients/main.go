// A bot written with slack-go: it calls the Web API, connects by Socket Mode and answers one mention.
package main

import (
	"fmt"
	"os"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func main() {
	url, token, appToken, channel := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	api := slack.New(token, slack.OptionAPIURL(url), slack.OptionAppLevelToken(appToken))

	who, err := api.AuthTest()
	check("auth.test", err)
	_, ts, err := api.PostMessage(channel, slack.MsgOptionText("posted by Go", false))
	check("chat.postMessage", err)
	_, _, _, err = api.UpdateMessage(channel, ts, slack.MsgOptionText("edited by Go", false))
	check("chat.update", err)
	check("reactions.add", api.AddReaction("eyes", slack.NewRefToMessage(channel, ts)))
	_, err = api.PostEphemeral(channel, "U0000000001", slack.MsgOptionText("for you", false))
	check("chat.postEphemeral", err)
	users, err := api.GetUsers()
	check("users.list", err)
	if len(users) != 2 {
		check("users.list", fmt.Errorf("%d users", len(users)))
	}
	_, _, _, err = api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U0000000001"}})
	check("conversations.open", err)
	history, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: channel})
	check("conversations.history", err)
	if history.Messages[0].Text != "edited by Go" {
		check("conversations.history", fmt.Errorf("reads %q", history.Messages[0].Text))
	}
	link, err := api.GetPermalink(&slack.PermalinkParameters{Channel: channel, Ts: ts})
	check("chat.getPermalink", err)
	_, err = api.PublishView("U0000000001", slack.HomeTabViewRequest{
		Type: slack.VTHomeTab,
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "Home", false, false), nil, nil),
		}},
	}, "")
	check("views.publish", err)
	_, err = api.AuthTest()
	check("auth.test", err)
	_ = link
	_ = who

	client := socketmode.New(api)
	go func() { check("Socket Mode", client.Run()) }()
	for event := range client.Events {
		switch event.Type {
		case socketmode.EventTypeConnected:
			fmt.Println("connected")
		case socketmode.EventTypeEventsAPI:
			client.Ack(*event.Request)
			outer := event.Data.(slackevents.EventsAPIEvent)
			if mention, ok := outer.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
				_, _, err := api.PostMessage(mention.Channel, slack.MsgOptionText("answered by Go", false), slack.MsgOptionTS(mention.TimeStamp))
				check("chat.postMessage", err)
				os.Exit(0)
			}
		}
	}
}
