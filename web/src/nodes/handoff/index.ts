/** Handoff: enter another journey, then go on. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
