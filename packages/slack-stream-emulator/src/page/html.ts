/** The page itself holds nothing: its script builds it from what the feed tells. */
export const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Local Slack</title>
<link rel="icon" href="page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page/page.css">
<script src="page/page.js" defer></script>
</head>
<body>
<div id="app"><noscript>This page needs JavaScript.</noscript></div>
</body>
</html>
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4a154b"/>
<g fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"><path d="M8 11h16"/><path d="M8 17h11"/><path d="M8 23h5"/></g>
<circle cx="19" cy="23" r="2.5" fill="#2eb67d"/></svg>
`;
