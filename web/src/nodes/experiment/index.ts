/** Experiment: weighted arms, the same arm for the same person on every visit. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
