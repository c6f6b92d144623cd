/** Webhook: call an endpoint as a step; later conditions ask for its answer. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
