/**
 * The floor's best case, laid over `shop.js`: the page's own inline script has asked for the goods already, and a line is shown
 * before the business has answered.
 */
const asked = PlainShop.prototype.asked;
PlainShop.prototype.asked = function () {
  const early = window.plainGoods.shift();
  return early ? early.then((answer) => answer.json()) : asked.call(this);
};

const confirmed = PlainCart.prototype.add;
PlainCart.prototype.add = function (id) {
  const card = document.querySelector("plain-shop").shadowRoot.querySelector(`option[value="${id}"]`).closest("li");
  const line = grow("li", { className: "line", textContent: `1 × ${card.querySelector("h3").textContent} ${card.querySelector(".price").textContent}` });
  this.shadowRoot.querySelector("ul").append(line);
  return confirmed.call(this, id);
};
