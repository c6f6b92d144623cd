/** Split: the first branch whose condition is true. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
