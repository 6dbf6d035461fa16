import { render } from "preact";
import { PageApp } from "./app.tsx";
import { connect } from "./live/connect.ts";
import { createStore } from "./live/store.ts";
import "./styles/page.css";

const store = createStore();
connect(store);
const root = document.getElementById("app");
if (root !== null) {
  root.replaceChildren();
  render(<PageApp store={store} />, root);
}
