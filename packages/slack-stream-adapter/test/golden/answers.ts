/** Twelve answers as models write them, each hard in its own way. */
export const answers: Readonly<Record<string, string>> = {
  "incident-report": `# Incident 4127: checkout errors on 14 May

**Status:** resolved at 16:42 UTC. **Impact:** about 3.1 % of checkouts failed for 52 minutes.

## What happened

At 15:50 UTC the deploy of \`payments-api\` 2.18.0 raised the connection limit per pod from *40* to **400**. With 24 pods this exceeded what the primary database accepts (\`max_connections = 5000\`), and new pods could not start. See [the deploy log](https://ci.example.com/runs/88213) and the [dashboard](https://grafana.example.com/d/pay?from=now-3h).

| Time (UTC) | Event | Who |
|---|---|---|
| 15:50 | Deploy of 2.18.0 starts | CI |
| 15:53 | First \`too many clients\` in the logs | – |
| 15:58 | Alert *checkout-error-rate* fires | PagerDuty |
| 16:04 | Rollback proposed, waits for approval | <@U024BE7LH> |
| 16:21 | Rollback starts, hangs on draining pods | <@U024BE7LH> |
| 16:39 | Old pods killed by hand | <@U0G9QF9C6> |
| 16:42 | Error rate back under 0.1 % | – |

## Why it took 52 minutes

1. The alert looks at a ten-minute window, so it fired **eight minutes late**.
2. The rollback needed a second approval, and \`#payments-oncall\` was empty at that time.
3. Draining waits for open connections:
   - the pods held connections that never became free,
   - and the grace period is 15 minutes.

> The limit was reviewed as "per service", but it is applied per pod.
> Nobody multiplied.

## What we change

- [x] Limit back to 40
- [ ] Alert on a two-minute window
- [ ] \`SELECT count(*) FROM pg_stat_activity\` as a deploy gate

Please don't ping <!channel> for follow-ups; write in the thread.
`,
  "code-review": `I read the diff. Two things must change before this can be merged, the rest is taste.

### 1. The retry loop never ends

\`fetchAll\` retries on *every* error, a 404 included:

\`\`\`ts
async function fetchAll(urls: readonly string[]): Promise<Response[]> {
  const answers: Response[] = [];
  for (const url of urls) {
    for (;;) {
      try {
        answers.push(await fetch(url)); // throws on DNS errors only
        break;
      } catch (error) {
        console.warn("retrying", url, error);
      }
    }
  }
  return answers;
}
\`\`\`

Bound it, and look at the status:

\`\`\`ts
const answer = await retry(() => fetch(url), { times: 3, when: (error) => error.status >= 500 });
\`\`\`

### 2. The README shows a fence inside a fence

The outer fence needs **more** backticks than the inner one:

\`\`\`\`markdown
Run the tool:

\`\`\`sh
npx tool --help
\`\`\`

Then read on.
\`\`\`\`

### Taste

- \`answers\` could be \`const answers = await Promise.all(...)\`:
  1. shorter,
  2. and parallel:

     \`\`\`ts
     return Promise.all(urls.map((url) => fetch(url)));
     \`\`\`

- Names: \`fetchAll\` → \`fetchResponses\`.
`,
  "japanese-how-to": `# 開発環境の作り方

このページでは、**はじめての方**が開発環境を用意する手順を説明します。所要時間は約30分です。

## 準備するもの

- macOS または Linux のパソコン
- 管理者の権限（\`sudo\` が使えること）
- 社内の[アカウント](https://example.com/ja/アカウント)

## 手順

1. リポジトリを取得します。「権限がありません」と表示された場合は、管理者に連絡してください。
   \`\`\`sh
   git clone https://git.example.com/app.git
   cd app
   \`\`\`
2. 依存関係を入れます。初回は時間がかかりますが、途中で止めないでください。止めてしまったときは、\`node_modules\` を消してからやり直します。
3. サーバーを起動します。ブラウザーで確認できたら完了です。

> **注意：** 本番のデータベースには絶対に接続しないでください。テスト用のデータは毎朝四時に作り直されます。ですから、大切な記録をそこに置かないようにしましょう。

## 困ったときは

画面が真っ白になる、文字が化ける、動作が遅いなど、うまくいかないことがあれば、まず記録を確認します。それでも分からなければ、スレッドに**画面の写真**と*実行したコマンド*を書いてください。だいたい一時間以内に返事があります。
`,
  "long-ordered-list": `Here is the release checklist, one step after the other:

${Array.from({ length: 24 }, (_, step) => `${step + 1}. **Step ${step + 1}:** ${["tag the commit and wait for the build", "read the changelog once more, aloud if need be", "tell support what will look different"][step % 3]}${step % 5 === 4 ? `\n   - if it fails: \`make undo-${step + 1}\`\n   - and say so in the thread` : ""}`).join("\n")}

That is all.
`,
  "right-to-left": `# تقرير الأداء الأسبوعي

مرحبا، هذا **ملخص** نتائج الأسبوع الماضي. ارتفع عدد الطلبات بنسبة 12٪، وانخفض زمن الاستجابة إلى *180* مللي ثانية.

- الخوادم: 14 خادما، كلها تعمل
- الأخطاء: 0.02٪ من الطلبات (\`HTTP 502\`)
- التفاصيل في [لوحة المتابعة](https://grafana.example.com/d/weekly)

| اليوم | الطلبات | الأخطاء |
|---|---|---|
| الأحد | 1,204,112 | 210 |
| الاثنين | 1,399,870 | 305 |
| الثلاثاء | 1,287,003 | 188 |

> سنضيف خادمين يوم الخميس القادم، إن شاء الله.

בנוסף, הצוות בתל אביב ביקש **סיכום בעברית**: הכול תקין, אין תקלות פתוחות, והגרסה הבאה תצא ביום ראשון.
`,
  "release-notes": `# Version 5.0.0

The biggest release since 4.0. Read *Breaking changes* before you update.

## Breaking changes

- **Node 20** is the oldest version that works
- The configuration file:
  - is called \`tool.config.ts\` now
    - \`tool.json\` is still read, with a warning
    - both at once is an error
  - no longer takes
    - \`legacy\`
    - \`compat\` (use \`target\`)
- \`run()\` rejects instead of returning \`null\`

  Before you could write

  \`\`\`js
  if (run() === null) fail();
  \`\`\`

  which is now a \`try\`.

## New

* Watch mode
  1. starts in half the time
  2. prints only what changed
     * with \`--all\`: everything
     * with \`--none\`: nothing
  3. survives a changed configuration
* Colours

***

## Fixed

+ A crash on empty files
+ ~~The wrong exit code~~ (moved to 5.0.1)

Thanks to everybody who tried the previews!
`,
  sql: `The slow part is the subquery: it runs once per customer. Here is a version that runs it once:

\`\`\`sql
-- customers with their last order, 2024 and later
-- | id | name | last_order |
WITH last_orders AS (
  SELECT customer_id,
         MAX(ordered_at) AS last_order -- not created_at!
  FROM orders
  WHERE ordered_at >= DATE '2024-01-01' /* partition key */
    AND total * 1.19 > 100 AND state <> 'void'
  GROUP BY customer_id
)
SELECT c.id, c.name, o.last_order
FROM customers AS c
JOIN last_orders AS o ON o.customer_id = c.id
WHERE c.name NOT LIKE '\\_test\\_%'

ORDER BY o.last_order DESC
LIMIT 100;
\`\`\`

It needs an index on \`orders (customer_id, ordered_at)\`; without it the plan is a *sequential scan* (\`cost=0.00..48213.10\`). If \`a <> b && c < d\` reads oddly to you, \`!=\` means the same.
`,
  emoji: `# 🚀 Launch day! 🎉

Hello 👋🏽 team, here is where we are:

- ✅ **Build** is green 💚
- ✅ Docs 📚 are online, thanks to 👩‍💻 and 👨🏿‍🚒
- ⚠️ The 🇯🇵 and 🇧🇷 translations miss 3️⃣ strings
- ❌ Push on 📱 is *not* ready 😢

Family plan 👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦 goes live at 🕛. Ask 🧑‍🔬 if you see 🐛🐛🐛.

${"🎈".repeat(30)} ${"👩‍❤️‍💋‍👨".repeat(8)}

> "The best release so far 🥇" – 🐙
`,
  "math-like": `Take snake_case_names and __init__ as they are: my_var * other_var, a_b_c, _private and CONSTANT_NAME.

So 2*3*4 = 24, 2 * 3 * 4 = 24, and 2**10 is 1024 in Python. With f(x) = a*x^2 + b*x + c the roots are x = (-b ± sqrt(b^2 - 4*a*c)) / (2*a). If a < 0 && b > 0 then it opens downwards; if x<y it does not matter.

Footnotes[^1], [brackets], [ ] boxes, array[0], f(g(h(1))) and ~5 minutes or ~/bin are text. \\*Not emphasis\\*, \\_nor this\\_, 5 \\> 3. An *open star, an open _underscore and an open \`tick stay what they are.

Costs: $5 * 3 = $15 & tax; A|B|C is a choice. Use **\`--flag=*\`** or \`a**b\`, and see https://example.com/a_b_c?x=1*2&y=_z_ for more.

1986\\. A great year. And
- 5 is negative five at the start of a line,
+ 5 is positive.
`,
  "quote-thread": `Here is what was said, in order:

> **Ana:** can we drop the old API?
>
> > **Ben:** only when
> > - the mobile apps are updated,
> > - and the partners agree:
> >
> >   1. Acme (yes)
> >   2. Globex (no answer yet)
>
> Then let's wait.
and this line is still Ana's.

> **Cleo:** I would rather write a shim:
>
> \`\`\`py
> def old(*args):
>     return new(*args)  # for now
>
> \`\`\`
>
> | Version | Calls |
> |---|---|
> | v1 | 1,200 |
> | v2 | 98,000 |

My summary: **wait for Globex**, then *remove v1*, and keep Cleo's shim for a month at most.
`,
  "windows-log": [
    "The service stopped three times. The log:",
    "",
    "```",
    ...Array.from(
      { length: 18 },
      (_, line) =>
        `2026-05-14 09:${String(10 + line)}:02,114 ${["INFO ", "WARN ", "ERROR"][line % 3]} C:\\srv\\app\\worker_${line}.exe <pid ${4000 + line}> exited with 0x${(line * 4_097).toString(16)}`,
    ),
    "",
    "```",
    "",
    "1. Each time after **five** requests",
    "2. Each time with the same code:",
    "   - `0xC0000005`",
    "",
    "So it is *not* the memory.",
    "",
  ].join("\r\n"),
  "huge-table": `All nodes, as of now:

| Node | Zone | Load | Notes |
|:---|:---:|---:|---|
${Array.from({ length: 40 }, (_, node) => `| node-${String(node + 1).padStart(2, "0")} | eu-${["a", "b", "c"][node % 3]} | ${((node * 37) % 100) / 10} | ${["ok", "**drained**", "`kubelet` \\| old", "see [ticket](https://example.com/t)"][node % 4]} |`).join("\n")}

Two of them need a reboot.
`,
};
