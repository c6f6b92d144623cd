/** Choose: one of several options, or nothing, by a policy that learns. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
