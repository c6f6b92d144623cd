/** Message: one send to one person on one channel. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
