import purifier from "dompurify";

/** What the renderer gives, as nodes that can't run anything. Links open elsewhere and tell nobody where from. */
export function toSafeFragment(html: string): DocumentFragment {
  const fragment = purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", "class", "align", "start", "data-language"],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    // These hold no address, and would be held to the rule for one.
    ADD_URI_SAFE_ATTR: ["align", "start", "data-language"],
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer nofollow");
  }
  return fragment;
}

const TAGS = [
  ..."a b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong".split(" "),
  ..."table tbody td th thead tr ul".split(" "),
];
