/** Update: set traits, join and leave lists. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
