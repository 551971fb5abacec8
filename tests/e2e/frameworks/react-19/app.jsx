/** React from 19 hears any event. It sets the properties that an element has: attributes alone are there before the element is defined. */
import { useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const [item, choose] = useState("p_tsampa");
  const [heard, hear] = useState("");
  const [there, show] = useState(true);
  return (
    <main>
      <button id="other" onClick={() => choose("p_honey")}>Another</button>
      <button id="there" onClick={() => show(!there)}>There or not</button>
      <output>{heard}</output>
      {there && <tsampa-product item={item} after-add="none" ontsampa-add={(event) => hear(event.detail.item)} />}
    </main>
  );
}

createRoot(document.querySelector("#app")).render(<App />);
