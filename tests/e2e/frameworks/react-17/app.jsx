/** React up to 18 writes every property of an element as an attribute, and hears no events but the browser's own. */
import React from "react";
import { render } from "react-dom";

function App() {
  const [item, choose] = React.useState("p_tsampa");
  const [heard, hear] = React.useState("");
  const [there, show] = React.useState(true);
  const card = React.useRef();
  React.useEffect(() => {
    const element = card.current;
    const listen = (event) => hear(event.detail.item);
    element?.addEventListener("tsampa-add", listen);
    return () => element?.removeEventListener("tsampa-add", listen);
  }, [there]);
  return (
    <main>
      <button id="other" onClick={() => choose("p_honey")}>Another</button>
      <button id="there" onClick={() => show(!there)}>There or not</button>
      <output>{heard}</output>
      {there && <tsampa-product ref={card} item={item} after-add="none" />}
    </main>
  );
}

render(<App />, document.querySelector("#app"));
