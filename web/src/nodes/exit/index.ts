/** Exit: the end, with a reason. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
