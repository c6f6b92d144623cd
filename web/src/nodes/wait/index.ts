/** Wait: for a duration, until a time, a date, or until something happens. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
