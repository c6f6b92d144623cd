/** Goal: the person reached what the journey is for. */
export { Card } from "./Card";
export { definition } from "./definition";
export { Form } from "./Form";
