/** `tsampa/pure`: everything, and no element is defined by importing it. */
export { connect, TsampaCart, TsampaError, TsampaProduct, TsampaShop, version } from "./main.js";
