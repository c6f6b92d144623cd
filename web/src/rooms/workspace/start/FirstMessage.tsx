/** The shortest way round the loop: a name, an address, and a message of one's own a moment later. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { session } from "@/api/queries";
import { mayAs } from "@/api/roles";
import type { HelloSaid } from "@/api/wire";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { RenderedView } from "@/ui/mail/RenderedView";
import { FaultNote } from "@/ui/note/Note";
import { firstMessage, HELLO, sayHello } from "./api";
import { t } from "@/language/t";
import css from "./FirstMessage.module.css";

export function FirstMessage(): JSX.Element | null {
  const { data: who } = useQuery(session());
  if (!who?.person || !mayAs(who, "publisher")) return null;
  return <Card name={who.person.name} email={who.person.email} />;
}

function Card(me: { name: string; email: string }): JSX.Element {
  const [name, setName] = useState(me.name);
  const [email, setEmail] = useState(me.email);
  const queries = useQueryClient();
  const hello = useMutation({
    mutationFn: () => sayHello(name, email),
    onSuccess: (answer) => {
      queries.setQueryData(HELLO, answer);
      void queries.invalidateQueries({ queryKey: ["journeys"] });
    },
  });
  return (
    <section className={cx(layout.card, layout.pad, css.card)} aria-label={t("Your first message")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          hello.mutate();
        }}
      >
        <div>
          <h2>{t("See your first message")}</h2>
          <p className={layout.dim}>
            {t(
              "You become a test person, who is never held out, capped or counted. An event comes in, a journey decides, and a mail is made for you.",
            )}
          </p>
        </div>
        <div className={css.boxes}>
          <TextInput
            label={t("Your name")}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t("Your e-mail")}
            type="email"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </div>
        {hello.error ? <FaultNote error={hello.error} /> : null}
        <div>
          <Button
            type="submit"
            loading={hello.isPending}
            leftSection={<Icon name="messages" size={15} />}
          >
            {hello.data ? t("Send me another") : t("Send me a first message")}
          </Button>
        </div>
      </form>
      {hello.data ? <Seen key={hello.submittedAt} said={hello.data} /> : <Waiting />}
    </section>
  );
}

function Waiting(): JSX.Element {
  return (
    <div className={cx(css.stage, layout.dim)}>
      <Icon name="messages" size={28} />
      <p>{t("Your message appears here.")}</p>
    </div>
  );
}

function Seen({ said }: { said: HelloSaid }): JSX.Element {
  const { data: one } = useQuery(firstMessage(said));
  if (!one)
    return (
      <div className={cx(css.stage, layout.dim)} role="status">
        <p>{t("The event is in. The message is being made.")}</p>
      </div>
    );
  const stays = one.provider === "sandbox" || said.sandbox;
  return (
    <div className={cx(layout.stack, css.seen)}>
      <p className={css.fate} role="status">
        <Icon name={stays ? "info" : "check"} size={15} />
        {stays
          ? t("Made, and kept in the sandbox: e-mail has no provider, so nothing left.")
          : t`On its way to ${one.address}.`}
      </p>
      <RenderedView rendered={one.rendered} channel={one.channel} compact />
      <div className={cx(layout.row, layout.wrap)}>
        <Link className={layout.link} to="/people/$id" params={{ id: said.person }}>
          {t("See yourself as a person")}
        </Link>
        <Link className={layout.link} to="/journeys/$id" params={{ id: said.journey }}>
          {t("See the journey that decided")}
        </Link>
      </div>
    </div>
  );
}
