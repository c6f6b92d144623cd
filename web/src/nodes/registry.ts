/** All node kinds: one line each. A new kind is a folder of the same shape and a line here and in definitions.ts. */
import type { ComponentType } from "react";
import type { NodeKind } from "@/canvas/document";
import type { CardProps, FormProps } from "./definition";
import { Card as ExitCard } from "./exit/Card";
import { Form as ExitForm } from "./exit/Form";
import { Card as ExperimentCard } from "./experiment/Card";
import { Form as ExperimentForm } from "./experiment/Form";
import { Card as GoalCard } from "./goal/Card";
import { Form as GoalForm } from "./goal/Form";
import { Card as HandoffCard } from "./handoff/Card";
import { Form as HandoffForm } from "./handoff/Form";
import { Card as MessageCard } from "./message/Card";
import { Form as MessageForm } from "./message/Form";
import { Card as SplitCard } from "./split/Card";
import { Form as SplitForm } from "./split/Form";
import { Card as UpdateCard } from "./update/Card";
import { Form as UpdateForm } from "./update/Form";
import { Card as WaitCard } from "./wait/Card";
import { Form as WaitForm } from "./wait/Form";

interface Faces {
  Card: ComponentType<CardProps>;
  Form: ComponentType<FormProps>;
}

type Registry = {
  [K in NodeKind]: { Card: ComponentType<CardProps<K>>; Form: ComponentType<FormProps<K>> };
};

const REGISTRY: Registry = {
  message: { Card: MessageCard, Form: MessageForm },
  wait: { Card: WaitCard, Form: WaitForm },
  split: { Card: SplitCard, Form: SplitForm },
  experiment: { Card: ExperimentCard, Form: ExperimentForm },
  update: { Card: UpdateCard, Form: UpdateForm },
  handoff: { Card: HandoffCard, Form: HandoffForm },
  goal: { Card: GoalCard, Form: GoalForm },
  exit: { Card: ExitCard, Form: ExitForm },
};

/** The card and the form of a kind; a node is only ever given to the faces of its own kind. */
export const facesOf = (kind: NodeKind): Faces => REGISTRY[kind] as unknown as Faces;
