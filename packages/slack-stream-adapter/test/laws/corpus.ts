/**
 * Small documents, one for each structure that has to continue in the next message. Every place in them is tested as a
 * cut.
 */
export const corpus: Readonly<Record<string, string>> = {
  emphasis:
    "# Title\n\nSome **bold text that is long** and *italic* with a [link](https://e.com/a) and `code span`.\n\nEnd ***both of* them** now.",
  "nested list":
    "1. First item\n2. Second item\n   - nested one\n   - nested two with text\n     and more\n3. Third\n\n   para in third\n4. Last",
  fences: "```js\nconst a = 1;\n\nconst b = 2;\n```\nafter text\n\n~~~\nxx yy\n~~~",
  table: "| a | b |\n|---|---|\n| 1 | 2 |\n| **3 x** | `4 y` |\n| 5 | 6 |\n\nafter",
  quotes: "> quote here\n> and more\n>\n> - item in quote\n>   more\n> > deep quote\nlazy line\n\nafter",
  "fence in a list": "- a\n\n  para\n\n  ```sh\n  npm i\n  npm t\n  ```\n- b\n  1. one\n  2. two\n- c",
  "false openers":
    "snake_case and 2*3*4 and 2 * 3 * 4 a_b_c `**` and \\*esc\\* ~single and [ ] bare [x] **bold** end",
  "headings and rules": "Head\n===\n\ntext\nmore\n---\n\n***\n\n* star\n* list\n\n+ plus",
  "windows line ends": "line one\r\nline two\r\n\r\n- x\r\n- y\r\n\r\n```\r\ncode\r\nmore\r\n```\r\nend",
  "marks inside text":
    "text - with 1. things # like > blocks | and + more = equals --- dashes\n  indented cont\n2. not a list\nend",
  tasks: "- [ ] task one\n- [x] task two **bold\n  over lines** end\n",
  japanese: "日本語の文章です。これは長い文です、はい。「引用」もあります。**太字**と`コード`。",
  strikethrough: "a ~~struck out text~~ b __bold under__ c _it al_ d *a **b c** d* e",
  "indented fence": "   ```py\n   x = 1\n   y = 2\n   ```\nz",
  "wide numbers": "9. a\n\n       indented code\n       more code\n\n   b\n10. c\n11. d",
  "indented code": "    code block\n    more\n\ntext",
  "blocks behind numbers":
    "a\n\n1. ```\n   <!here> x\n   ```\n2. # Head **b**\n3. 4.5 times\n4. - x\n5. > q\n6. ***\n7. ~~~js\n   y\n   ~~~\n8. z\n9.5 end",
  "two lists": "- one\n- two\n\ntext after list\n\n- three **b\n\n- four",
  "inline over lines":
    "Para with **bold\nacross lines** and `code\nacross` and\n[link\ntext](http://x.y) end",
};
