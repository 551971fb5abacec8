import { createApp, h, ref } from "vue";

createApp({
  setup() {
    const [item, heard, there] = [ref("p_tsampa"), ref(""), ref(true)];
    return () => [
      h("button", { id: "other", onClick: () => (item.value = "p_honey") }, "Another"),
      h("button", { id: "there", onClick: () => (there.value = !there.value) }, "There or not"),
      h("output", heard.value),
      there.value && h("tsampa-product", { item: item.value, "after-add": "none", onTsampaAdd: (event) => (heard.value = event.detail.item) }),
    ];
  },
}).mount("#app");
